import DustyCore

/// Files below directories that containers may write to: follows no link, waits for nothing, trusts no size.
protocol TreeStore: Sendable {
    /// The bytes of every file below a root, by its path there. What is not a plain file, or too large, counts as an
    /// empty one.
    func files(below root: TrustedRoot) async throws -> [String: [UInt8]]
    /// Bytes of one file; nil when there is none. What is not a plain file, or is behind a link, counts as an empty one
    /// too.
    func contents(_ path: String, below root: TrustedRoot) async throws -> [UInt8]?
    /// Paths of the files below a root that their owner may run.
    func executables(below root: TrustedRoot) async throws -> Set<String>
    /// Replaces files, each atomically, and removes those without bytes. Of the written ones these may be run as programs, and no others.
    func change(_ files: [String: [UInt8]?], executable: Set<String>, below root: TrustedRoot) async throws
}

extension TreeStore {
    /// Replaces files, none of them a program, each atomically, and removes those without bytes.
    func change(_ files: [String: [UInt8]?], below root: TrustedRoot) async throws {
        try await change(files, executable: [], below: root)
    }
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

    func executables(below root: TrustedRoot) async throws -> Set<String> {
        try await UserThread.run { try root.executables() }
    }

    func change(_ files: [String: [UInt8]?], executable: Set<String>, below root: TrustedRoot) async throws {
        try await UserThread.run {
            for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
                guard let bytes else {
                    try root.remove(path)
                    continue
                }
                try root.write(path, bytes, mode: executable.contains(path) ? 0o755 : 0o644)
            }
        }
    }
}
