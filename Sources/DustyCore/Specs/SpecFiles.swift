/// A directory of specs. Everyone who can write to the specs repo decides what is in it, so only regular files below
/// the directory are read.
public protocol SpecFiles {
    /// Names in one of its folders, in any order; empty when there is no such folder.
    func names(in folder: String) throws(SpecFileFault) -> [String]
    /// The bytes of a regular file of at most `limit` bytes. Never waits for another program, as reading a pipe would.
    func read(_ file: String, limit: Int) throws(SpecFileFault) -> [UInt8]
}

/// Why a file or folder of a specs directory is not read.
public enum SpecFileFault: Error, Sendable, Equatable {
    /// It is, or is reached through, a link that leads out of the directory.
    case outside
    /// It is neither a file nor a link to one.
    case special
    /// It is larger than a spec may be.
    case large
    /// The reader may not read it, or reading failed.
    case unreadable
}
