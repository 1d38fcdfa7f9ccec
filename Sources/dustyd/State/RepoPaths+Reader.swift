import DustyCore
import Glibc

extension RepoPaths {
    /// The user with whose rights a repo's directory is read, whoever wants it read: what a user cannot open, no job opens for them.
    ///
    /// An override is read as the user who chose it. A managed clone is its owner's, who may have prepared it; where root chose, or where
    /// it is not known who did, the first user on the way to the directory who could put another thing in its place is taken.
    func reader(of repo: RepoReference) throws -> User {
        let daemon = SubprocessRunner.currentUser
        // Only root can act as another user, and only for root is there anything to lose.
        guard daemon.uid == 0 else { return daemon }
        guard let path = overrides[repo.name] else { return Self.owner(of: managedPath(of: repo)) ?? daemon }
        guard let name = overrideUsers[repo.name], name != daemon.name else {
            return Self.owner(onTheWayTo: path) ?? daemon
        }
        guard let user = User.lookup(name: name) else {
            throw DustyError(
                .conflict,
                "\(repo.shortName) is overridden by \(name), who is not a user of this host any more",
                hint: "override it again, or give it back: `dusty repos manage \(repo.shortName)`"
            )
        }
        return user
    }

    private static func owner(of path: String) -> User? {
        (try? FileStatus(at: path)).map(user)
    }

    /// The first user but root to whom a part of the path belongs, links and what they point at included; nil when all is root's.
    private static func owner(onTheWayTo path: String) -> User? {
        var paths = [path]
        if let real = realpath(path, nil) {
            paths.append(String(cString: real))
            free(real)
        }
        for path in paths {
            var part = ""
            for name in path.parts(at: "/") {
                part += "/\(name)"
                guard let status = try? FileStatus(at: part) else { break }
                if status.owner != 0 { return user(status) }
            }
        }
        return nil
    }

    /// The owner, also one whom the user database does not know.
    private static func user(_ status: FileStatus) -> User {
        User.lookup(uid: status.owner)
            ?? User(uid: status.owner, gid: status.group, groups: [], name: "uid\(status.owner)", home: "/")
    }
}
