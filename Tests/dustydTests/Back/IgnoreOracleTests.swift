import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import dustyd

/// Our reading of `.gitignore` against git's own, on random trees.
@Suite(.timeLimit(.minutes(3))) struct IgnoreOracleTests {
    private static let seeds = ProcessInfo.processInfo.environment["DUSTY_PROPERTY_SEEDS"].flatMap { Int($0) } ?? 20
    private static let names = ["a", "b", "ab", "a.log", "#x", "!y", "x y", "é", "A", "-", "a]b", "z "]
    private static let pieces = [
        "a", "b", "ab", "*", "**", "?", "/", "/", "[ab]", "[!a]", "*.log", "a*", "\\a", "\\*", "#x", "!", " ", "é", "[",
        "x y",
        "[[:alpha:]]", "[a-", "]", "**/", "/**",
    ]

    @Test(arguments: 0..<seeds) func `what git ignores is ignored and nothing else`(seed: Int) async throws {
        try await withTemporaryDirectory { directory in
            var random = SeededGenerator(state: UInt64(seed) + 77)
            var directories = [""]
            var paths: [(path: String, isDirectory: Bool)] = []
            for _ in 0..<40 {
                let parent = directories.randomElement(using: &random) ?? ""
                let path = parent + (Self.names.randomElement(using: &random) ?? "a")
                guard !paths.contains(where: { $0.path == path }) else { continue }
                let isDirectory = Bool.random(using: &random) && path.count < 12
                paths.append((path, isDirectory))
                if isDirectory {
                    try FileManager.default.createDirectory(
                        atPath: "\(directory)/\(path)",
                        withIntermediateDirectories: true
                    )
                    directories.append("\(path)/")
                } else {
                    try makeFile("\(directory)/\(path)")
                }
            }
            var rules = IgnoreRules()
            for parent in directories where parent.isEmpty || Bool.random(using: &random) {
                let lines = (0..<Int.random(in: 1...5, using: &random)).map { _ in
                    (0..<Int.random(in: 1...4, using: &random)).map { _ in
                        Self.pieces.randomElement(using: &random) ?? ""
                    }
                    .joined()
                }
                let text = lines.joined(separator: "\n") + "\n"
                try makeFile("\(directory)/\(parent).gitignore", text)
                rules.set(IgnoreRules.patterns(text.utf8), in: Array(parent.dropLast().utf8))
            }
            let runner = SubprocessRunner()
            let environment = ["HOME": directory, "XDG_CONFIG_HOME": directory, "GIT_CONFIG_NOSYSTEM": "1"]
            func git(_ arguments: [String], _ input: String = "") async throws -> CommandResult {
                var command = Command(
                    program: "git",
                    arguments: ["-C", directory] + arguments,
                    environment: environment
                )
                command.input = Array(input.utf8)
                return try await runner.run(command) { _ in }
            }
            #expect(try await git(["init", "-q"]).status == 0)
            let arguments = ["-c", "core.quotePath=false", "check-ignore", "--no-index", "--stdin"]
            let answer = try await git(arguments, paths.map(\.path).joined(separator: "\n") + "\n")
            let ignored = Set(answer.output.split(separator: "\n").map(String.init))
            for (path, isDirectory) in paths {
                let ours = rules.ignoresWay(to: Array(path.utf8), isDirectory: isDirectory)
                #expect(ours == ignored.contains(path), "seed \(seed): \(path.debugDescription)")
            }
        }
    }
}
