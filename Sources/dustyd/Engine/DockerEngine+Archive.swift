import DustyCore
import Essentials
import UnixHTTP

extension DockerEngine: EngineArchive {
    func entry(in container: String, at path: String) async throws -> ArchiveEntry? {
        guard let head = try await api.head(Self.archive(of: container), [("path", path)]) else { return nil }
        guard let text = head["X-Docker-Container-Path-Stat"], let json = Data(base64Encoded: text) else {
            throw DustyError(.failed, "the container engine did not say what \(path) is")
        }
        return try (api.decode(json, verbatim: true) as PathStatus).entry
    }

    func readArchive(from container: String, at path: String, each: ([UInt8]) async throws -> Void) async throws {
        try await api.stream("GET", Self.archive(of: container), [("path", path)], each: each)
    }

    func writeArchive(
        to container: String,
        at path: String,
        sending: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws {
        // Without the second parameter a file may replace a whole directory.
        let query = [(name: "path", value: path), (name: "noOverwriteDirNonDir", value: "1")]
        try await api.upload(Self.archive(of: container), query, type: MediaType.tar) { writer in
            try await sending { try await writer.write($0) }
        }
    }

    private static func archive(of container: String) -> String {
        "/containers/\(HTTPQuery.escape(container))/archive"
    }
}

/// A path's status in the words of the engine, which are those of the Go language.
private struct PathStatus: Decodable {
    private static let directory: UInt32 = 1 << 31
    private static let link: UInt32 = 1 << 27
    private static let special: UInt32 = 1 << 26 | 1 << 25 | 1 << 24 | 1 << 21 | 1 << 19

    let name: String
    let size: Int64
    let mode: UInt32
    let linkTarget: String?

    var entry: ArchiveEntry {
        let kind: ArchiveEntry.Kind =
            if mode & Self.directory != 0 {
                .directory
            } else if mode & Self.link != 0 {
                .link
            } else {
                mode & Self.special != 0 ? .other : .file
            }
        return ArchiveEntry(
            name: name,
            kind: kind,
            size: kind == .file ? size : 0,
            linkTarget: linkTarget?.isEmpty == false ? linkTarget : nil
        )
    }
}
