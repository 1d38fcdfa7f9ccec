import CLibrary
import Foundation
import Testing

@testable import dustyd

@Suite struct RotatedLogTests {
    private func write(_ text: String, _ descriptor: Int32) {
        _ = text.withCString { CLibrary.write(descriptor, $0, strlen($0)) }
    }

    @Test func `after a rotation it goes on in the new file, which it makes where there is none`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/dusty.log"
            let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
            defer { close(descriptor) }
            let log = try #require(RotatedLog(path, [descriptor]))
            #expect(!log.reopen())
            write("one\n", descriptor)
            for (number, isMade) in [(0, false), (1, true)] {
                #expect(rename(path, "\(path).\(number)") == 0)
                if isMade { try Data().write(to: URL(filePath: path)) }
                #expect(log.reopen())
                #expect(!log.reopen())
                write("after \(number)\n", descriptor)
            }
            #expect(try String(contentsOfFile: "\(path).0", encoding: .utf8) == "one\n")
            #expect(try String(contentsOfFile: "\(path).1", encoding: .utf8) == "after 0\n")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "after 1\n")
        }
    }

    @Test func `what is printed elsewhere is left alone, and so is a link in the place of the file`() async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/dusty.log"
            let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
            defer { close(descriptor) }
            #expect(RotatedLog("\(directory)/other.log", [descriptor]) == nil)
            let log = try #require(RotatedLog(path, [descriptor]))
            for target in ["/dev/null", "\(directory)/other.log"] {
                unlink(path)
                #expect(symlink(target, path) == 0)
                #expect(!log.reopen())
            }
            unlink(path)
            #expect(mkfifo(path, 0o600) == 0)
            #expect(!log.reopen())
        }
    }
}
