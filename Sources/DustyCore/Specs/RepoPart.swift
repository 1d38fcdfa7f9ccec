/// What one spec mounts of its repo.
struct MountClaim {
    var file: String
    var repo: RepoReference
    /// A directory of the repo; nil for all of it.
    var part: String?

    /// Whether it holds what another claim mounts, and more.
    func encloses(_ other: MountClaim) -> Bool {
        guard let inner = other.part else { return false }
        guard let part else { return true }
        return inner != part && RepoPart.isPath(inner, in: part)
    }
}

/// Directories of repos that are mounted instead of the whole.
public enum RepoPart {
    /// A directory of a repo as it is kept, `a/b`, or the empty text for all of it; nil for what is no directory of a repo.
    static func normal(_ text: String) -> String? {
        let parts = text.parts(at: "/").filter { $0 != "." }
        let isOutside = text.utf8.first == UInt8(ascii: "/") || parts.contains("..")
        guard !isOutside, !text.isEmpty, !text.contains(":"), !Naming.hasControlCharacters(text),
            !parts.contains(where: { $0.lowercased() == ".git" })
        else { return nil }
        return parts.joined(separator: "/")
    }

    /// Whether a path of a repo is in a directory of it, or the directory itself.
    public static func isPath(_ path: String, in part: String) -> Bool {
        path == part || path.hasPrefix(part + "/")
    }

    /// The same for a path that may be any bytes.
    public static func isPath(_ path: [UInt8], in part: String) -> Bool {
        path.starts(with: part.utf8) && (path.count == part.utf8.count || path[part.utf8.count] == UInt8(ascii: "/"))
    }

    /// Whether one of these changed paths is in one of the directories; where none are known, any may be.
    public static func mayHave(_ paths: Set<[UInt8]>?, in parts: [String]) -> Bool {
        guard let paths, !paths.isEmpty else { return true }
        return paths.contains { path in parts.contains { isPath(path, in: $0) } }
    }

    /// A directory and all above it in the repo, the outermost first.
    public static func way(to part: String) -> [String] {
        let parts = part.parts(at: "/")
        return parts.indices.map { parts[...$0].joined(separator: "/") }
    }
}

extension Specs {
    /// Directories of a repo that apps and libs mount instead of the whole, sorted. References that share a clone share them.
    public func parts(of repo: RepoReference) -> [String] {
        let path = repo.relativePath
        return Set(mountClaims.filter { $0.repo.relativePath == path }.compactMap(\.part)).sorted()
    }

    /// What specs mount of repos, in the order of their files.
    var mountClaims: [MountClaim] {
        let apps = apps.values.sorted { $0.name < $1.name }.compactMap { app in
            app.repo.map { MountClaim(file: "apps/\(app.name).yml", repo: $0, part: app.part) }
        }
        return apps
            + libs.values.filter { !$0.repo.name.isEmpty }.sorted { $0.name < $1.name }.map {
                MountClaim(file: "libs/\($0.name).yml", repo: $0.repo, part: $0.part)
            }
    }
}
