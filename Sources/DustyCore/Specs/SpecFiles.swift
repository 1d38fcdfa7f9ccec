/// A directory of specs. Everyone who can write to the specs repo decides what is in it, so only regular files below
/// the directory are read.
public protocol SpecFiles {
    /// Names in one of its folders, in any order and at most so many; nil when there is no such folder.
    func names(in folder: String, limit: Int) throws(SpecFileFault) -> [String]?
    /// A regular file of at most `limit` bytes. Never waits for another program, as reading a pipe would.
    func read(_ file: String, limit: Int) throws(SpecFileFault) -> SpecFile
}

/// A file as it was read.
public struct SpecFile: Sendable, Equatable {
    /// All of it.
    public var bytes: [UInt8]
    /// Whether its owner may run it.
    public var isExecutable: Bool

    /// A file with its parts.
    public init(bytes: [UInt8], isExecutable: Bool) {
        self.bytes = bytes
        self.isExecutable = isExecutable
    }
}

/// Why a file or folder of a specs directory is not read.
public enum SpecFileFault: Error, Sendable, Equatable {
    /// It is, or is reached through, a link that leads out of the directory.
    case outside
    /// It does not exist.
    case missing
    /// It is neither a file nor a link to one.
    case special
    /// It is larger than a spec may be.
    case large
    /// The reader may not read it, or reading failed.
    case unreadable
}
