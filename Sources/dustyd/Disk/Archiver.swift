/// Packs and unpacks directory trees with everything that belongs to their files.
protocol Archiver: Sendable {
    /// Throws when it cannot work at all, and says what to do about that.
    func check() async throws
    /// Packs entries of a directory, handing on the archive as it comes; returns warnings, such as of files that changed meanwhile.
    func pack(
        _ names: [String],
        of directory: String,
        each: ([UInt8]) async throws -> Void
    ) async throws -> [String]
    /// Unpacks an archive into an empty directory; `next` returns nil at its end, and what it throws ends the unpacking. Returns the names
    /// of what is in the directory then.
    func unpack(into directory: String, _ next: () async throws -> [UInt8]?) async throws -> [String]
}
