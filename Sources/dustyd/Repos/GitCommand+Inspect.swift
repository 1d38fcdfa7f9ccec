import DustyCore
import Glibc

extension GitCommand {
    /// How long a clone may take to say how it stands. A directory on a dead network mount would never say.
    private static let patience = Duration.seconds(10)

    func inspect(_ repo: RepoReference, at path: String, managed: Bool, as caller: Caller) async throws -> CloneState {
        let session = GitSession(runner: runner, repo: repo, remote: try GitRemote(repo), caller: caller)
        let git = session.acting(as: try Self.reader(of: path, managed: managed, for: caller))
        let arguments = [
            "--no-optional-locks", "status", "--porcelain=v2", "--branch", "--untracked-files=no",
            "--ignore-submodules=dirty",
        ]
        let result = try await withDeadline(Self.patience) { try await git.run(arguments, at: path) }
        guard let result else {
            throw DustyError(.failed, "git did not answer within \(Self.patience.components.seconds) s")
        }
        guard result.status == 0 else {
            if result.errorOutput.contains("not a git repository") { throw DustyError(.failed, "not a git clone") }
            throw DustyError(.failed, result.lastWords(lines: 1))
        }
        return CloneState(status: result.output)
    }

    /// Who looks at a clone: the caller, unless that is root or the clone is managed; then its owner, whom its configuration may trust.
    private static func reader(of path: String, managed: Bool, for caller: Caller) throws -> Caller {
        guard let status = try? FileStatus(at: path) else { throw DustyError(.failed, "\(path) cannot be looked at") }
        guard status.owner != caller.user.uid, managed || caller.user.uid == 0 else { return caller }
        guard let owner = User.lookup(uid: status.owner) else {
            throw DustyError(.failed, "it belongs to user id \(status.owner), who does not exist")
        }
        return Caller(user: owner, sshAuthSock: nil)
    }
}
