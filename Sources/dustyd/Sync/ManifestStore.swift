import DustyCore

/// Where manifests are kept: a file for each copy, which only root can read.
struct ManifestStore: Sendable {
    let directory: String
    let files: any FileStore
    private let cache = ManifestCache()

    init(directory: String, files: any FileStore) {
        self.directory = directory
        self.files = files
    }

    /// The manifest of a copy; nil when there is none. A malformed one is kept aside, and counts as none. Throws when
    /// it cannot be read: it is then not known what was put into the copy, which must not count as nothing.
    func read(_ target: String) async throws -> Manifest? {
        let path = path(of: target)
        return try await UserThread.run {
            do {
                guard let bytes = try files.contents(path) else { return nil }
                if let manifest = Manifest(bytes: bytes), manifest.target == target {
                    let since = try files.contents(ManifestLedger.path(of: path)) ?? []
                    return manifest.with(ManifestLedger.entries(in: since, of: bytes))
                }
            } catch let error as DustyError where error.code == .invalid {
                // It is in the way of the next one, like one with other bytes in it.
            }
            files.keepAside(path)
            return nil
        }
    }

    func write(_ manifest: Manifest) async throws {
        let path = path(of: manifest.target)
        try await UserThread.run {
            try files.replace(path, with: manifest.bytes, mode: 0o600)
            try files.remove(ManifestLedger.path(of: path))
        }
    }

    /// What to add to the manifest of a copy; nil when there is none of this source.
    func ledger(of target: String, from source: String) async -> ManifestLedger? {
        let path = path(of: target)
        return try? await UserThread.run { () -> ManifestLedger? in
            guard let (bytes, listing) = try checked(path, of: target, from: source) else { return nil }
            let place = ManifestLedger.path(of: path)
            let since = try files.contents(place) ?? []
            return ManifestLedger(
                manifest: bytes,
                listing: listing,
                path: place,
                entries: ManifestLedger.entries(in: since, of: bytes)
            )
        }
    }

    /// The bytes of a manifest's file, and where in them the paths are; nil when there is none of this copy and source.
    private func checked(
        _ path: String,
        of target: String,
        from source: String
    ) throws -> (bytes: [UInt8], listing: Range<Int>)? {
        // It is replaced, never written over: another one has another number or time.
        let status = (try? FileStatus(at: path)) ?? nil
        if let status, let entry = cache.entry(path, status, of: target, from: source) {
            return (entry.bytes, entry.listing)
        }
        guard let bytes = try files.contents(path),
            let listing = Manifest.listing(in: bytes, of: target, from: source)
        else { return nil }
        if let status, let after = (try? FileStatus(at: path)) ?? nil, after == status {
            cache.note(
                ManifestCache.Entry(status: status, target: target, source: source, bytes: bytes, listing: listing),
                path
            )
        }
        return (bytes, listing)
    }

    /// Records what has been put into a copy, or is gone from it, after its manifest; nothing when there is none of
    /// this source.
    func note(_ changes: [[UInt8]: FilePrint?], of target: String, from source: String) async throws {
        guard !changes.isEmpty, let ledger = await ledger(of: target, from: source) else { return }
        try await UserThread.run { try ledger.note(changes) }
    }

    /// A name of letters and digits for any path.
    func path(of target: String) -> String {
        var hash = StableHash()
        hash.add(target.utf8)
        return "\(directory)/\(String(hash.value, radix: 36))"
    }
}
