import CLibrary
import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import dustyd

@Suite(.needsRoot, .timeLimit(.minutes(3))) struct ExclusionsReadingTests {
    private static let seeds = ProcessInfo.processInfo.environment["DUSTY_PROPERTY_SEEDS"].flatMap { Int($0) } ?? 20
    private static let names = [
        "a", "b", "ab", "a.log", "#x", "!y", "x y", "é", "A", "-", "a]b", "z ", "+ a", "a*", "a\\",
    ]
    private static let pieces = [
        "a", "b", "ab", "*", "?", "/", "/", "[ab]", "[!a]", "*.log", "a*", "\\*", "\\#x", "é", "x y", "**/", "/**",
        "/**/", "a\\\\", "[a]", "[!b]", "[^a]", "[]a]", "[!]a]", "[-]",
    ]

    private func with(
        _ manner: Transfer.Manner = .update,
        _ body: (_ repo: String, _ copy: String, _ sync: () async throws -> Copier.Outcome) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let syncer = Rsync(to: LocalFarSide(runner: SubprocessRunner(), root: "/"))
            let copier = Copier(
                syncer: syncer,
                manifests: ManifestStore(directory: "/manifests", files: MemoryFiles())
            )
            let transfer = Transfer(
                source: "\(directory)/repo",
                target: "\(directory)/machine/copy",
                exclude: ["of-specs"],
                manner: manner
            )
            mkdir(transfer.source, 0o755)
            try await body(transfer.source, transfer.target) {
                try await copier.copy(transfer, await KnownCopies().look(at: transfer)) { _ in }
            }
        }
    }

    @Test(arguments: 0..<seeds) func `rsync leaves out what the lines exclude, and nothing else`(seed: Int) async throws
    {
        try await with { repo, copy, sync in
            var random = SeededGenerator(state: UInt64(seed) + 140)
            var directories = [""]
            for _ in 0..<40 {
                let parent = directories.randomElement(using: &random) ?? ""
                let path = parent + (Self.names.randomElement(using: &random) ?? "a")
                guard !FileManager.default.fileExists(atPath: "\(repo)/\(path)") else { continue }
                if Bool.random(using: &random), path.count < 14 {
                    mkdir("\(repo)/\(path)", 0o755)
                    directories.append("\(path)/")
                } else {
                    try makeFile("\(repo)/\(path)")
                }
            }
            func lines() -> String {
                (0..<Int.random(in: 1...5, using: &random)).map { _ in
                    let pieces = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                        Self.pieces.randomElement(using: &random) ?? ""
                    }
                    return (Int.random(in: 0..<4, using: &random) == 0 ? "!" : "") + pieces.joined() + "\n"
                }.joined()
            }
            try makeFile("\(repo)/.dustyignore", lines() + "!/.dustyignore\n#gitignore\n")
            for parent in directories where Bool.random(using: &random) {
                try makeFile("\(repo)/\(parent).gitignore", lines())
            }
            let look = try SourceLook(at: repo, excluding: [])
            let files = Set(look.files.map { String(decoding: $0, as: UTF8.self) })
            _ = try await sync()
            var isDirectory: ObjCBool = false
            let there = tree(copy).filter {
                FileManager.default.fileExists(atPath: "\(copy)/\($0)", isDirectory: &isDirectory)
                    && !isDirectory.boolValue
            }
            let rules = look.exclusions.filters.map {
                ($0.excludes ? "- " : "+ ") + String(decoding: $0.pattern, as: UTF8.self)
            }
            #expect(Set(there) == files, "seed \(seed): \(textOfFile("\(repo)/.dustyignore") ?? ""), \(rules)")
        }
    }

    @Test(arguments: [Transfer.Manner.update, .exact])
    func `what does not travel is the machine's own, also when it did before`(manner: Transfer.Manner) async throws {
        try await with(manner) { repo, copy, sync in
            for path in ["a", "build/x", "deep/big.mp4", "of-specs/x"] {
                try makeFile("\(repo)/\(path)", "of the repo")
            }
            _ = try await sync()
            #expect(tree(copy) == ["a", "build", "build/x", "deep", "deep/big.mp4"])
            try makeFile("\(repo)/.dustyignore", "build/\n*.mp4\n")
            try makeFile("\(repo)/build/y")
            try makeFile("\(copy)/of-specs/made", "of a container")
            try makeFile("\(copy)/build/x", "of a container")
            try makeFile("\(copy)/build/made", "of a container")
            for path in ["deep", "build/x"] { try FileManager.default.removeItem(atPath: "\(repo)/\(path)") }
            for _ in 0..<2 { _ = try await sync() }
            #expect(
                tree(copy) == [
                    ".dustyignore", "a", "build", "build/made", "build/x", "deep", "deep/big.mp4", "of-specs",
                    "of-specs/made",
                ]
            )
            #expect(textOfFile("\(copy)/build/x") == "of a container")
            try FileManager.default.removeItem(atPath: "\(repo)/.dustyignore")
            _ = try await sync()
            #expect(tree(copy).contains("build/y") && !tree(copy).contains(".dustyignore"))
        }
    }

    @Test func `what only the daemon writes keeps nothing that does not travel`() async throws {
        try await with(.mirror) { repo, copy, sync in
            try makeFile("\(repo)/a")
            try makeFile("\(repo)/build/x")
            _ = try await sync()
            try makeFile("\(repo)/.dustyignore", "/build\n")
            _ = try await sync()
            #expect(tree(copy) == [".dustyignore", "a"])
        }
    }

    @Test func `of too many lines of git's rules the same count in both directions`() async throws {
        try await withTemporaryDirectory { repo in
            let directories = ["a", "a!", "a/b", "c", "d/e/f", "left", "z"]
            try makeFile("\(repo)/.dustyignore", "#gitignore\n/left\n")
            for directory in directories {
                try makeFile("\(repo)/\(directory)/.gitignore", (0..<1200).map { "g\($0)\n" }.joined())
            }
            let look = try SourceLook(at: repo, excluding: [])
            let rules = try await RepoRules(runner: SubprocessRunner()).rules(
                of: RepoInUse(name: "r", shortName: "r", path: repo, overridden: true),
                directories.reversed().map { Array("\($0)/.gitignore".utf8) },
                kept: [],
                as: SubprocessRunner.currentUser
            )
            #expect(look.exclusions == rules.excluded)
            #expect(look.exclusions.fault == "only 5000 lines of all .gitignore files count")
            let excludes = ["a", "a!", "c", "z", "a/b", "d/e/f"].map { directory in
                look.exclusions.excludes(Array("\(directory)/g7".utf8), isDirectory: false)
            }
            // What `a` says holds in `a/b` as well.
            #expect(excludes == [true, true, true, true, true, false])
        }
    }

    @Test(arguments: ["link", "pipe", "large", "directory"])
    func `a file of rules that is none does not count, which is said`(kind: String) async throws {
        try await with { repo, copy, sync in
            try makeFile("\(repo)/a")
            try makeFile("\(repo)/of-specs")
            let path = "\(repo)/.dustyignore"
            switch kind {
            case "link": symlink("/etc/passwd", path)
            case "pipe": mkfifo(path, 0o644)
            case "directory": mkdir(path, 0o755)
            default: try makeFile(path, String(repeating: "a\n", count: 40_000))
            }
            let outcome = try await sync()
            #expect(outcome.fault?.hasPrefix(".dustyignore does not count") == true)
            #expect(tree(copy).contains("a") && !tree(copy).contains("of-specs"))
        }
    }
}
