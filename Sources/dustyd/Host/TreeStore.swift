import DustyCore

/// Files below directories that containers may write to: follows no link, waits for nothing, trusts no size.
protocol TreeStore: Sendable {
    /// The bytes of every file below a root, by its path there. What is not a plain file, or too large, counts as an
    /// empty one.
    func files(below root: TrustedRoot) async throws -> [String: [UInt8]]
    /// Bytes of one file; nil when there is none. What is not a plain file, or is behind a link, counts as an empty one
    /// too.
    func contents(_ path: String, below root: TrustedRoot) async throws -> [UInt8]?
    /// Replaces files, each atomically, and removes those without bytes.
    func change(_ files: [String: [UInt8]?], below root: TrustedRoot) async throws
}

/// The files on this host's disk. A disk that hangs delays only the request that needs it.
struct DiskTrees: TreeStore {
    func files(below root: TrustedRoot) async throws -> [String: [UInt8]] {
        try await UserThread.run {
            let found: [String: [UInt8]?] = try root.files()
            return found.mapValues { $0 ?? [] }
        }
    }

    func contents(_ path: String, below root: TrustedRoot) async throws -> [UInt8]? {
        try await UserThread.run {
            do {
                return try root.read(path)
            } catch let error as DustyError where [.forbidden, .invalid].contains(error.code) {
                return []
            }
        }
    }

    func change(_ files: [String: [UInt8]?], below root: TrustedRoot) async throws {
        try await UserThread.run {
            for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
                if let bytes { try root.write(path, bytes) } else { try root.remove(path) }
            }
        }
    }
}
