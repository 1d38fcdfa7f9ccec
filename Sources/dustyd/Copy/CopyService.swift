import DustyCore

/// Files in and out of containers, as tar archives that flow through and are never kept.
struct CopyService: Sendable {
    private static let longestChain = 16

    let engine: any EngineArchive
    let containers: ContainerLookup

    init(engine: any EngineArchive, observatory: Observatory) {
        self.engine = engine
        containers = ContainerLookup(observatory: observatory)
    }

    /// What a path is; with `following` what its links lead to.
    func entry(at place: ContainerPlace, following: Bool) async throws -> ArchiveEntry {
        let container = try await container(of: place)
        var path = place.path
        for _ in 0..<Self.longestChain {
            guard let entry = try await engine.entry(in: container.id, at: path) else { break }
            guard following, entry.kind == .link, let target = entry.linkTarget else { return entry }
            path = target.hasPrefix("/") ? target : CopyPath(path).parent + "/" + target
        }
        throw Self.missing(place)
    }

    /// A file or directory as an archive.
    func read(_ place: ContainerPlace, each: ([UInt8]) async throws -> Void) async throws {
        let container = try await container(of: place)
        try await engine.readArchive(from: container.id, at: place.path, each: each)
    }

    /// Unpacks an archive into a directory; returns its bytes.
    func write(
        _ place: ContainerPlace,
        sending: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws -> ArchiveReceipt {
        try await containers.checkOwn(place.name)
        let container = try await container(of: place)
        guard try await entry(at: place, following: true).kind == .directory else {
            throw DustyError(.conflict, "\(place.path) in the container of \(place.name) is not a directory")
        }
        let counter = ByteCounter()
        try await engine.writeArchive(to: container.id, at: place.path) { send in
            try await sending { bytes in
                await counter.add(bytes.count)
                try await send(bytes)
            }
        }
        return ArchiveReceipt(bytes: await counter.total)
    }

    private func container(of place: ContainerPlace) async throws -> ObservedContainer {
        guard place.path.hasPrefix("/"), !place.path.utf8.contains(0) else {
            throw DustyError(.invalid, "`\(place.path.prefix(200))` is not an absolute path", hint: "such as /tmp/file")
        }
        return try await containers.container(of: place.name)
    }

    private static func missing(_ place: ContainerPlace) -> DustyError {
        DustyError(.notFound, "there is no \(place.path) in the container of \(place.name)")
    }
}

/// Counts what flows by.
private actor ByteCounter {
    private(set) var total: Int64 = 0

    func add(_ count: Int) {
        total += Int64(count)
    }
}
