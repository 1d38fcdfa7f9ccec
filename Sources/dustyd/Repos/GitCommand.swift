import CLibrary
import DustyCore

/// Managed clones by the `git` program, run as the calling user.
///
/// A clone belongs to the user who made it. Git never runs as root in a clone that another user could have prepared:
/// for root the owner does the work, and any other user gets a fresh clone if the old one holds no work.
struct GitCommand: GitRepos {
    let runner: any CommandRunner
    let silence: GitSession.Silence
    /// The directory of managed clones, below which root's directories lead to each; nil for the one that a clone lies in.
    let root: String?

    /// Repos through this runner.
    init(runner: any CommandRunner, silence: GitSession.Silence = GitSession.Silence(), root: String? = nil) {
        self.runner = runner
        self.silence = silence
        self.root = root
    }

    func update(
        _ repo: RepoReference,
        branch: String?,
        at path: String,
        as caller: Caller,
        owned: Bool
    ) async throws -> RepoUpdate {
        let remote = try GitRemote(repo)
        if let branch, branch.isEmpty || branch.utf8.first == UInt8(ascii: "-") {
            throw DustyError(.invalid, "\(branch.debugDescription) is not the name of a branch")
        }
        let git = GitSession(
            runner: runner,
            repo: repo,
            remote: remote,
            branch: branch,
            caller: caller,
            silence: silence
        )
        do {
            return try await update(path, git, owned: owned)
        } catch let silence as GitTimeout {
            // What one user left there must not stop the work on the others.
            guard !owned else { throw silence.error }
            return RepoUpdate(outcome: .kept(silence.reason + ": see what is wrong in \(path)/.git"), revision: "")
        }
    }

    private func update(_ path: String, _ git: GitSession, owned: Bool) async throws -> RepoUpdate {
        switch try CloneDirectory.look(at: path) {
        case .absent:
            return try await clone(to: path, git)
        case .foreign:
            throw DustyError(
                .conflict,
                "\(path) is in the way: it should be a clone of \(git.repo.name), but is not",
                hint: "move it away; Dusty then clones the repo there"
            )
        case .clone(let owner) where owner == git.caller.user.uid:
            return try await CloneUpdate(git: git, path: path).run()
        case .clone(let owner):
            return try await update(path, ownedBy: owner, git, owned: owned)
        }
    }

    private func update(
        _ path: String,
        ownedBy owner: UInt32,
        _ git: GitSession,
        owned: Bool
    ) async throws -> RepoUpdate {
        guard let user = try await UserDatabase.host.user(id: owner) else {
            throw DustyError(
                .conflict,
                "\(path) belongs to user id \(owner), who does not exist",
                hint: "give it to \(git.caller.user.name) or move it away: chown -R \(git.caller.user.name) \(path)"
            )
        }
        let asOwner = git.acting(as: Caller(user: user, sshAuthSock: nil))
        if git.caller.user.uid == 0, !owned { return try await CloneUpdate(git: asOwner, path: path).run() }
        let work = CloneWork(runner: runner, path: path, owner: user) {
            try await git.network(["ls-remote", "--tags", "--", git.remote.url], to: "read")
        }
        // What belongs to root was not prepared by another user.
        if owned, owner != 0, let reason = try await work.loss() {
            throw DustyError(
                .conflict,
                "\(path) belongs to \(user.name) and must be \(git.caller.user.name)'s, but \(reason)",
                hint: "publish that or move the clone away, then run `dusty repos update`"
            )
        }
        if let kept = try await keep(work, asOwner) { return kept }
        return try await clone(to: path, git) { try await keep(work, asOwner) }
    }

    /// The message about a clone that is left to its owner because work would be lost; nil when none would.
    private func keep(_ work: CloneWork, _ asOwner: GitSession) async throws -> RepoUpdate? {
        guard let reason = try await work.loss() else { return nil }
        let revision = try await asOwner.revision(at: work.path)
        return RepoUpdate(outcome: .kept("it belongs to \(work.owner.name) and \(reason)"), revision: revision)
    }

    /// Clones to a temporary place and renames, so that an interrupted clone is never mistaken for a complete one.
    /// `keep` is asked last whether the old clone must stay.
    private func clone(
        to path: String,
        _ git: GitSession,
        replacing keep: (() async throws -> RepoUpdate?)? = nil
    ) async throws -> RepoUpdate {
        let (root, user) = (root, git.caller.user)
        let directory = try await UserThread.run { try CloneDirectory.prepare(path, below: root, for: user) }
        do {
            try await git.network(
                ["clone", "--progress", "--no-hardlinks"] + (git.branch.map { ["--branch=\($0)"] } ?? [])
                    + ["--", git.remote.url, directory.checkout],
                to: "clone"
            )
            try await CloneUpdate(git: git, path: directory.checkout).noteFollowed()
            let revision = try await git.revision(at: directory.checkout)
            if let kept = try await keep?() {
                await directory.discard()
                return kept
            }
            try await directory.moveIntoPlace(replacing: keep != nil)
            let notes = try await CloneUpdate(git: git, path: path).notes()
            return RepoUpdate(outcome: .cloned, revision: revision, notes: notes)
        } catch {
            // In a separate task, so that cancellation leaves nothing behind either.
            await Task { await directory.discard() }.value
            throw (error as? GitTimeout)?.error ?? error
        }
    }
}

extension GitCommand {
    /// How long the inspection of a clone may take. A directory on a dead network mount would never answer.
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
