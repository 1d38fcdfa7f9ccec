/// Files of the daemon's own: read whole, replaced atomically.
protocol FileStore: Sendable {
    /// Files over which nothing is written.
    var held: HeldFiles { get }
    /// A file's bytes; nil when there is no such file. Throws `DustyError` `.invalid` when what is there is no such file at all, and another
    /// one when the system does not give them.
    func contents(_ path: String) throws -> [UInt8]?
    /// Replaces a file atomically, making its directory when it is missing. Throws when nothing may be written over it.
    func replace(_ path: String, with bytes: [UInt8], mode: UInt16) throws
    /// Paths of the regular files below a directory, relative to it; empty when there is no such directory.
    func files(below directory: String) throws -> [String]
    /// Names in a directory; empty when it cannot be read.
    func names(in directory: String) -> [String]
    /// Gives a file, or whatever else is there, another path on the same file system.
    func move(_ path: String, to target: String) throws
    /// Removes a file; nothing happens when there is none.
    func remove(_ path: String) throws
    /// Whether there is a directory at this path.
    func isDirectory(_ path: String) -> Bool
    /// Whether there is a directory at this path that a user may read and enter.
    func isDirectory(_ path: String, for user: User) async throws -> Bool
    /// Whether there is a file at this path.
    func isFile(_ path: String) -> Bool
}
