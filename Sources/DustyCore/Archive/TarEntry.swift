/// What a tar archive says of one file, as far as copying needs it.
public struct TarEntry: Sendable, Equatable {
    /// Kinds of entries.
    public enum Kind: Sendable, Equatable {
        case file, directory, symbolicLink
        /// Another name of an earlier entry.
        case hardLink
        /// A device, a pipe or something else.
        case special
    }

    /// Components of its path; neither `.` nor empty ones.
    public var path: [String]
    /// What it is.
    public var kind: Kind
    /// Where a link points; for a hard link a path in the archive.
    public var target: String
    /// Whether owner and group are kept; if not they become root.
    public var keepsOwner = false
    /// Whether setuid, setgid and capabilities are kept.
    public var givesRights = true

    /// Components of a path in an archive.
    static func components(_ path: String) -> [String] {
        path.parts(at: "/").filter { $0 != "." }
    }
}
