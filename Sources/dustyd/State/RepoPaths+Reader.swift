import CLibrary
import DustyCore

extension RepoPaths {
    /// The user with whose rights a repo's directory is read, no matter who asks: what a user cannot open, no job opens
    /// for them.
    ///
    /// An override is read as the user who chose it, a managed clone as its owner, who may have prepared it. If root
    /// chose it, or it is not known who did, it is read as the first user on the path who could replace the directory.
    func reader(of repo: RepoReference, users: UserDatabase = .host) async throws -> User {
        let daemon = SubprocessRunner.currentUser
        // Only root can act as another user, and only for root is there anything to lose.
        guard daemon.uid == 0 else { return daemon }
        let path = overrides[repo.name]
        let name = path == nil ? nil : overrideUsers[repo.name]
        guard let name, name != daemon.name else {
            // A directory may be on a disk that does not answer.
            let status = try await UserThread.run {
                if let path { Self.owned(onTheWayTo: path) } else { try? FileStatus(at: managedPath(of: repo)) }
            }
            guard let status else { return daemon }
            // Also one whom the user database does not know.
            return try await users.user(id: status.owner)
                ?? User(uid: status.owner, gid: status.group, groups: [], name: "uid\(status.owner)", home: "/")
        }
        guard let user = try await users.user(named: name) else {
            throw DustyError(
                .conflict,
                "\(repo.shortName) is overridden by \(name), who is no longer a user of this host",
                hint: "override it again, or return it to Dusty: `dusty repos manage \(repo.shortName)`"
            )
        }
        return user
    }

    /// The first part of the path that belongs to another user than root, links and what they point at included; nil when all is root's.
    private static func owned(onTheWayTo path: String) -> FileStatus? {
        for path in [path, Platform.resolved(path)].compactMap(\.self) {
            var part = ""
            for name in path.parts(at: "/") {
                part += "/\(name)"
                guard let status = try? FileStatus(at: part) else { break }
                if status.owner != 0 { return status }
            }
        }
        return nil
    }
}
