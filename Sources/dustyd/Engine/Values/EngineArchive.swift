import DustyCore

/// Files in containers, running or not.
protocol EngineArchive: Sendable {
    /// What stands at a path, links not followed; nil when nothing does.
    func entry(in container: String, at path: String) async throws -> ArchiveEntry?
    /// A file or directory as a tar archive.
    func readArchive(from container: String, at path: String, each: ([UInt8]) async throws -> Void) async throws
    /// Unpacks a tar archive into an existing directory.
    func writeArchive(
        to container: String,
        at path: String,
        sending: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws
}
