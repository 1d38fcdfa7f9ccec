import Foundation
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct RsyncServerTests {
    @Test func `what becomes a word within single quotes has none itself`() {
        #expect(RsyncServer.confined.text.contains("rsync") && !RsyncServer.confined.text.contains("'"))
    }

    /// As rsync splits the line: at blanks outside of quotes, of which two within such a word mean one.
    private func split(_ line: String) -> [String] {
        var words = [""]
        var isQuoted = false
        for part in line.split(separator: "'", omittingEmptySubsequences: false).enumerated() {
            if part.offset > 0 { isQuoted.toggle() }
            if isQuoted, part.offset > 1, part.element.isEmpty { continue }
            let pieces =
                isQuoted ? [part.element] : part.element.split(separator: " ", omittingEmptySubsequences: false)
            words[words.count - 1] += pieces[0]
            words += pieces.dropFirst().map(String.init)
        }
        return words
    }

    @Test func `a path with blanks stays one word of the line, and a Mac's has to be the directory that is open`() {
        let plain = RsyncServer.shell("/proc/7/fd/12", device: 1, number: 2, isMac: false)
        #expect(plain.hasSuffix("' /proc/7/fd/12"))
        let line = RsyncServer.shell("/Users/a b/my repo", device: 16_777_232, number: 77, isMac: true)
        let words = split(line)
        #expect(words.count == 5)
        #expect(words.suffix(2) == ["/Users/a b/my repo", "16777232:77"])
        #expect(words[2].contains("stat -f %d:%i"))
        #expect(RsyncServer.word("it's") == "'it''s'")
        #expect(RsyncServer.word("setpriv") == "setpriv")
    }

    @Test(arguments: [("ordinary", 0), ("with blank", 0), ("per%cent", 9), ("line\nbreak", 9), (#"back\slash"#, 9)])
    func `without the files of processes the path itself is served, unless it means something in a configuration`(
        _ name: String,
        _ status: Int32
    ) async throws {
        try await withTemporaryDirectory { directory in
            let path = "\(directory)/\(name)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            // As on a Mac, where neither /proc is nor, here, its paths of numbers; what would be rsync shows what it gets.
            let script = RsyncServer.confined.text.replacing("/proc/self/fd", with: "/nowhere")
                .replacing("exec rsync --server --daemon --config=$files/4 .", with: "exec cat $files/4")
            let command = Command(program: "sh", arguments: ["-c", script], directory: path)
            let result = try await SubprocessRunner().run(command) { _ in }
            #expect(result.status == status)
            if status == 0 { #expect(result.output.contains("path = \(path)\n")) }
        }
    }

    @Test(.needsLinux) func `syncs of many repos make the directories above their copies side by side`() async throws {
        try await withTemporaryDirectory { directory in
            for round in 0..<10 {
                let statuses = try await withThrowingTaskGroup(of: Int32.self) { group in
                    for repo in 0..<8 {
                        group.addTask {
                            let script = Script(Array("\(RsyncServer.entering.text)[ -z \"$empty\" ]".utf8))
                            let words = ["\(directory)/root", "a\(round)/b/c/d/e/\(repo)", "make"]
                            return try await SubprocessRunner().run(Command(script, words)) { _ in }.status
                        }
                    }
                    return try await group.reduce(into: [Int32]()) { $0.append($1) }
                }
                #expect(statuses.allSatisfy { $0 == 0 })
            }
        }
    }
}
