import DustyCore

extension GitCommand {
    /// How long a clone may take to say how it stands. A directory on a dead network mount would never say.
    private static let patience = Duration.seconds(10)

    func inspect(_ repo: RepoReference, at path: String, as reader: User) async throws -> CloneState {
        let session = GitSession(
            runner: runner,
            repo: repo,
            remote: try GitRemote(repo),
            caller: Caller(user: reader, sshAuthSock: nil)
        )
        let arguments = ["status", "--porcelain=v2", "--branch", "--untracked-files=no", "--ignore-submodules=dirty"]
        let result = try await withDeadline(Self.patience) { try await session.run(arguments, at: path) }
        guard let result else {
            throw DustyError(.failed, "git did not answer within \(Self.patience.components.seconds) s")
        }
        guard result.status == 0 else {
            if result.errorOutput.contains("not a git repository") { throw DustyError(.failed, "not a git clone") }
            throw DustyError(.failed, result.lastWords(lines: 1))
        }
        return CloneState(status: result.output)
    }
}
