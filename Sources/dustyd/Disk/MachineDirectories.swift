import DustyCore

/// Directories of the machine: how much they take, and how they go.
protocol MachineDirectories: Sendable {
    /// Bytes on disk by path; what is not there has none, and what cannot be read counts as far as it can.
    func bytes(of paths: [String]) async throws -> [String: Int64]
    /// Those that are directories themselves; a link leads somewhere else, to what is not ours.
    func directories(among paths: [String]) async throws -> [String]
    /// Removes everything below a path, following no link; returns why it could not.
    func remove(_ path: String) async throws -> String?
    /// The file system that an absolute path lies on, or will lie on.
    func space(_ name: String, of path: String) async throws -> DiskSpace?
}
