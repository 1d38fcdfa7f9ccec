import DustyCore
import Testing

@testable import dustyd

/// A repo to clone from, and a place to clone to, with real git.
struct GitFixture {
    let directory: String
    let runner = SubprocessRunner()
    var caller = Caller(user: SubprocessRunner.currentUser, sshAuthSock: nil)

    var source: String { directory + "/source" }
    var clone: String { directory + "/managed/org/app" }

    /// Runs `body` with a source of one commit on a branch.
    static func with(branch: String = "trunk", _ body: (GitFixture) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let fixture = GitFixture(directory: directory)
            try makeFile(fixture.source + "/file", "one\n")
            try await fixture.git("init", "--quiet", "--initial-branch", branch, at: fixture.source)
            try await fixture.commit("one")
            try await body(fixture)
        }
    }

    /// Updates the clone as the caller.
    func update(branch: String? = nil) async throws -> RepoUpdate {
        try await GitCommand(runner: runner).update(RepoReference(source), branch: branch, at: clone, as: caller)
    }

    /// Changes the file and commits.
    @discardableResult
    func commit(_ text: String, at path: String? = nil) async throws -> String {
        let path = path ?? source
        try makeFile(path + "/file", text + "\n")
        try await git("add", "--all", at: path)
        try await git("-c", "user.name=t", "-c", "user.email=t@t", "commit", "--quiet", "--message", text, at: path)
        return try await git("rev-parse", "HEAD", at: path)
    }

    /// Runs git at a path and returns the first line.
    @discardableResult
    func git(_ arguments: String..., at path: String) async throws -> String {
        let result = try await runner.run(Command(program: "git", arguments: arguments, directory: path)) { _ in }
        try #require(result.status == 0, "\(arguments): \(result.errorOutput)")
        return String(result.output.prefix { $0 != "\n" })
    }
}
