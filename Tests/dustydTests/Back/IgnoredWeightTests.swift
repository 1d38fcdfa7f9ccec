import CLibrary
import DustyCore
import DustyTestSupport
import Foundation
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(1))) struct IgnoredWeightTests {
    private func with(
        _ body: (_ repo: RepoInUse, _ propose: () async throws -> IgnoreProposal) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            var repo = RepoInUse(name: "example.org/shop", shortName: "shop", path: "\(directory)/r", overridden: true)
            repo.exclude = ["of-specs/"]
            mkdir(repo.path, 0o755)
            try await body(repo) {
                try await RepoRules(runner: SubprocessRunner()).proposal(for: repo, as: SubprocessRunner.currentUser)
            }
        }
    }

    @Test func `directories that git ignores and that travel are named, the largest first`() async throws {
        try await with { repo, propose in
            try makeFile("\(repo.path)/.gitignore", "node_modules/\ntarget\n*.log\nof-specs/\n")
            try makeFile("\(repo.path)/web/.gitignore", "/[dist]\n")
            for path in [
                "a.log", "src/target.c", "node_modules/x/1", "node_modules/2", "of-specs/x", "web/node_modules/x",
            ] {
                try makeFile("\(repo.path)/\(path)", "x")
            }
            try makeFile("\(repo.path)/deep/target/big", String(repeating: "x", count: 100_000))
            symlink("/etc", "\(repo.path)/target")
            let proposal = try await propose()
            #expect(proposal.directories.map(\.path) == ["deep/target", "node_modules", "web/node_modules"])
            #expect(proposal.files == 4 && proposal.bytes == 100_003 && !proposal.isLarge && !proposal.isPartial)
            #expect(proposal.lines == ["/deep/target/", "/node_modules/", "/web/node_modules/"])
            try makeFile("\(repo.path)/.dustyignore", "/deep/target/\n")
            #expect(try await propose().directories.map(\.path) == ["node_modules", "web/node_modules"])
        }
    }

    @Test func `lines are added to the file that is there, and never through a link`() async throws {
        try await with { repo, _ in
            let user = SubprocessRunner.currentUser
            let path = "\(repo.path)/.dustyignore"
            try await RepoRules.write(["/a/"], to: repo, as: user)
            chmod(path, 0o600)
            try makeFile("\(repo.path)/other", "mine")
            try await RepoRules.write(["/b/"], to: repo, as: user)
            #expect(textOfFile(path) == "/a/\n/b/\n")
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
            unlink(path)
            symlink("other", path)
            await #expect(throws: DustyError.self) { try await RepoRules.write(["/c/"], to: repo, as: user) }
            #expect(textOfFile("\(repo.path)/other") == "mine")
        }
    }

    @Test(arguments: [("a", "/a/"), ("a b/c", "/a b/c/"), ("[x]*", "/\\[x]\\*/"), ("a\nb", nil)])
    func `a line names exactly one directory`(directory: String, line: String?) {
        #expect(Exclusions.line(for: Array(directory.utf8)) == line)
    }
}
