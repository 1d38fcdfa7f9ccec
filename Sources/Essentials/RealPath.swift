internal import CLibrary

/// Where paths really lead, as the C library finds it. Foundation has its own answer, which differs: Apple's takes `/private` off `/private/tmp` and
/// `/private/var`, but only where something is there, so that two such paths cannot be compared.
public enum RealPath {
    /// A path without links, `.` and `..`; nil when nothing is there.
    public static func of(_ path: String) -> String? { Platform.resolved(path) }

    /// The same for a path whose last part may be missing, or be a link that leads nowhere: that part stays as it is. Nil when what is above it is
    /// missing too.
    public static func ofPlace(_ path: String) -> String? {
        if let found = of(path) { return found }
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        guard let name = parts.last, name != ".", name != ".." else { return nil }
        let above = parts.dropLast().joined(separator: "/")
        guard let found = of(path.hasPrefix("/") ? "/\(above)" : above.isEmpty ? "." : above) else { return nil }
        return found == "/" ? "/\(name)" : "\(found)/\(name)"
    }

    /// Whether two paths lead to the same place. What is not there is the same only under the same path.
    public static func isSame(_ one: String, _ other: String) -> Bool {
        one == other || of(one).map { $0 == of(other) } == true
    }

    /// Whether a real path is another one, or below it.
    public static func isInside(_ path: String, _ root: String) -> Bool {
        path == root || path.utf8.starts(with: (root == "/" ? root : "\(root)/").utf8)
    }
}
