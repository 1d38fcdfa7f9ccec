import DustyCore
import SystemPackage

/// Where the code of a repo is on this host: the user's override, or the managed clone.
struct RepoPaths: Sendable {
    let overrides: [String: String]
    /// Who chose each override, as far as it is known.
    let overrideUsers: [String: String]
    let managed: String

    init(settings: Settings, paths: Paths) {
        overrides = settings.repoOverrides
        overrideUsers = settings.overrideUsers
        managed = paths.repos
    }

    /// Directory of a repo.
    func path(of repo: RepoReference) -> String {
        overrides[repo.name] ?? managedPath(of: repo)
    }

    /// Directory of a repo's managed clone. It is never inside another clone, which belongs to its owner and may
    /// contain links to anywhere, and contains no other.
    func managedPath(of repo: RepoReference) -> String {
        let usual = "\(managed)/\(repo.relativePath)"
        let nested = "\(managed)/\(repo.nestedPlace)"
        if Self.isThere(nested) { return nested }
        var above = AtomicFile.parent(of: usual)
        while above.utf8.count > managed.utf8.count {
            if Self.isThere("\(above)/.git") { return nested }
            above = AtomicFile.parent(of: above)
        }
        return Self.holdsOthers(usual) ? nested : usual
    }

    /// Its place below the directory of managed clones.
    func managedPlace(of repo: RepoReference) -> String {
        String(managedPath(of: repo).dropFirst(managed.count + 1))
    }

    private static func isThere(_ path: String) -> Bool {
        (try? FileStatus(at: path)) ?? nil != nil
    }

    /// Whether it only contains other clones.
    private static func holdsOthers(_ path: String) -> Bool {
        guard !isThere("\(path)/.git"), let directory = try? FileDescriptor.directory(path) else { return false }
        let names = try? directory.closeAfter {
            let names = try directory.names()
            return try names.allSatisfy { try directory.status(of: $0)?.isDirectory == true } ? names : []
        }
        return names?.contains { isThere("\(path)/\($0)/.git") } == true
    }

    /// Whether the user works on a copy of their own.
    func isOverridden(_ repo: RepoReference) -> Bool {
        overrides[repo.name] != nil
    }
}
