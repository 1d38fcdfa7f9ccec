import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import dustyd

@Suite struct EnvironmentSearchTests {
    private static let entry = Array("DUSTY_STACK=a".utf8)

    @Test(arguments: [
        ("DUSTY_STACK=a", true), ("A=1\0DUSTY_STACK=a\0B=2\0", true), ("A=1\0DUSTY_STACK=a", true),
        ("DUSTY_STACK=ab\0", false), ("XDUSTY_STACK=a\0", false), ("DUSTY_STACK=\0a\0", false), ("", false),
        ("DUSTY_STACK=\0DUSTY_STACK=a\0", true), ("\0\0\0", false),
    ])
    func `an entry is found whole, however it is read`(_ text: String, _ isThere: Bool) {
        for length in [1, 2, 5, 100] {
            var rest = Array(text.utf8)[...]
            let found = EnvironmentSearch(for: Self.entry).finds { buffer in
                let piece = rest.prefix(min(length, buffer.count))
                buffer.copyBytes(from: piece)
                rest = rest.dropFirst(piece.count)
                return piece.count
            }
            #expect(found == isThere, "in pieces of \(length)")
        }
    }

    @Test(.timeLimit(.minutes(1))) func `an environment without an end is not read to it`() {
        let bytes = (0..<(1 << 20)).map { UInt8($0 % 2) }
        var read = 0
        let found = EnvironmentSearch(for: Self.entry).finds { buffer in
            buffer.copyBytes(from: bytes.prefix(buffer.count))
            read += buffer.count
            return buffer.count
        }
        #expect(!found)
        #expect(read == EnvironmentSearch.limit)
    }

    #if !canImport(Darwin)
    @Test func `the environment of what runs in a container is not read`() async throws {
        try await withTemporaryDirectory { directory in
            for (process, namespace) in [("self", "pid:[1]"), ("7", "pid:[1]"), ("8", "pid:[2]")] {
                try makeFile("\(directory)/\(process)/environ", "A=1\0DUSTY_STACK=a\0")
                try makeFile("\(directory)/\(process)/ns/.keep", "")
                try FileManager.default.createSymbolicLink(
                    atPath: "\(directory)/\(process)/ns/pid",
                    withDestinationPath: namespace
                )
            }
            #expect(ThisHost.processes(marked: "DUSTY_STACK=a", in: directory) == [7])
            #expect(ThisHost.processes(marked: "DUSTY_STACK=b", in: directory) == [])
            var read: [String] = []
            _ = ThisHost.processes(marked: "DUSTY_STACK=a", in: directory) { path, _ in
                read.append(path)
                return false
            }
            #expect(read == ["\(directory)/7/environ"])
        }
    }
    #endif
}
