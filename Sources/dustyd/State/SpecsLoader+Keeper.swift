import CLibrary
import DustyCore

/// The clone of the specs says what runs as root in containers. It belongs to the owner of Dusty, or to root where
/// there is none, and to no other user, no matter who asks for an update.
extension SpecsLoader {
    /// Clones or updates the specs as their keeper, and takes the clone over when it is another user's.
    func keep(
        _ repo: RepoReference,
        _ settings: Settings,
        branch: String?,
        at path: String,
        for caller: Caller,
        update: Bool
    ) async throws -> RepoUpdate? {
        let keeper = try await keeper(settings, for: caller)
        return try await locks.holding(path) {
            let isThere = files.isDirectory(path)
            let isForeign = isThere && Self.isForeign(path, to: keeper.user)
            guard update || isForeign || !isThere else { return nil }
            do {
                return try await git.update(repo, branch: branch, at: path, as: keeper, owned: true)
            } catch let error as DustyError where isThere && !isForeign && !caller.mayAct(as: keeper.user) {
                // A member does not have the owner's keys and agent, and can work with the present specs.
                return RepoUpdate(
                    outcome: .kept("its owner \(keeper.user.name) could not update it: \(error.message)"),
                    revision: ""
                )
            }
        }
    }

    /// Refuses specs that another user than root and the owner could have written.
    func checkKeeper(_ user: User, of path: String, _ settings: Settings) throws {
        guard SubprocessRunner.currentUser.uid == 0, user.uid != 0, user.name != settings.owner else { return }
        throw DustyError(
            .conflict,
            "the clone of the specs at \(path) belongs to \(user.name), and must belong to "
                + (settings.owner ?? "root, since Dusty has no owner"),
            hint: settings.owner == nil
                ? "set the owner: sudo dusty config set owner NAME"
                : "`dusty repos update` clones it again, unless it holds work of \(user.name)"
        )
    }

    private static func isForeign(_ path: String, to keeper: User) -> Bool {
        guard SubprocessRunner.currentUser.uid == 0, let status = try? FileStatus(at: path) else { return false }
        return status.owner != 0 && status.owner != keeper.uid
    }

    /// The owner of the clone. A daemon that is not root can only act as itself.
    private func keeper(_ settings: Settings, for caller: Caller) async throws -> Caller {
        let daemon = SubprocessRunner.currentUser
        guard daemon.uid == 0, caller.user.name != settings.owner else { return caller }
        // Root may use the agent that the owner passed on with `sudo`; the kernel decides whether it can be reached.
        let agent = caller.user.uid == 0 ? caller.sshAuthSock : nil
        guard let name = settings.owner else { return Caller(user: daemon, sshAuthSock: agent, role: .root) }
        guard let user = try await UserDatabase.host.user(named: name) else {
            throw DustyError(
                .conflict,
                "\(name), who owns Dusty and its specs, is no longer a user of this host",
                hint: "set another owner: sudo dusty config set owner NAME"
            )
        }
        return Caller(user: user, sshAuthSock: agent, role: .owner)
    }
}

extension Caller {
    /// Whether a refusal for the other user concerns only this caller.
    fileprivate func mayAct(as other: User) -> Bool {
        user.uid == 0 || user.uid == other.uid
    }
}
