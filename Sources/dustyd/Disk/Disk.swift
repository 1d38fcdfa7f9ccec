import DustyCore

/// What uses disk space on the machine, and what of it is kept, saved and removed.
struct Disk: Sendable {
    let names: StackNames
    let paths: Paths
    let registry: ContainerRegistry
    let storage: any EngineStorage & EnginePower & EngineInformation
    let persist: any PersistPlace
    let archiver: any Archiver
    let directories: any MachineDirectories
    let programs: any CommandRunner
    let pauses = BackupPause()
    let shelf = RestoreShelf()
    /// Held while data is put in place.
    let settling = NameLocks()

    /// What in the engine is the stack's.
    var ownership: StackOwnership { StackOwnership(names: names, registry: registry) }
    /// This host's own directories, wherever the machine is.
    var own: LocalDirectories { LocalDirectories(programs: programs, paths: paths) }

    /// Packs what a backup saves, or entries of another directory, passing on the archive with its manifest at the end.
    func pack(
        _ contents: BackupContents,
        of directory: String? = nil,
        now: Timestamp,
        each: ([UInt8]) async throws -> Void
    ) async throws {
        var scanner = TarScanner()
        var warnings = contents.warnings
        var parts: [(names: [String], directory: String, renaming: TarRenaming?)] = []
        if !contents.entries.isEmpty { parts.append((contents.entries, directory ?? persist.path, nil)) }
        for volume in contents.volumes { parts.append(([NamedVolume.files], volume.directory, volume.renaming)) }
        for (names, directory, renaming) in parts {
            scanner.goOn()
            let complaints = try await archiver.pack(names, of: directory, renaming: renaming) { piece in
                let passed = try scanner.append(piece)
                if !passed.isEmpty { try await each(passed) }
            }
            warnings += complaints
            // Whatever the program's status says: without an end the archive is not complete.
            guard scanner.hasEnded else {
                let words = complaints.suffix(3).joined(separator: "\n")
                throw DustyError(.failed, "what tar packed ends too early: \(words)")
            }
        }
        let manifest = BackupManifest(of: scanner, stack: names.name, createdAt: now, warnings: warnings)
        try await each(try manifest.ending())
    }

    /// Unpacks and verifies a backup beside `/persist`, where it waits for a restore. Nothing else changes.
    func stage(bytes: Int64?, _ next: () async throws -> [UInt8]?) async throws -> StagedRestore {
        try shelf.beginReceiving()
        do {
            // Asked first: without an engine nothing could be put in place either.
            let usage = try await storage.usage()
            await persist.clear()
            let stage = try await persist.makeStage(for: bytes)
            let manifest = try await unpack(into: stage.tree, next)
            let volumes = try await setApart(manifest.volumes ?? [], of: stage)
            let present = try await persist.contents().names
            let entry = RestoreShelf.Entry(
                id: String(UInt64.random(in: 0...UInt64.max), radix: 36),
                stage: stage,
                manifest: manifest
            )
            shelf.endReceiving(entry)
            let users = ownership.users(of: persist.path, manifest.names, volumes, in: usage)
            return StagedRestore(
                id: entry.id,
                manifest: manifest,
                replaces: manifest.names.filter(present.contains)
                    + usage.volumes.map(\.name).filter(volumes.contains).sorted(),
                stops: users.map(ownership.service).sorted()
            )
        } catch {
            // In a separate task: a client that disconnects midway leaves nothing behind either.
            await Task { await persist.clear() }.value
            shelf.endReceiving(nil)
            throw error
        }
    }

    /// Unpacks a backup into a directory, and compares it with its manifest.
    func unpack(into tree: String, _ next: () async throws -> [UInt8]?) async throws -> BackupManifest {
        var scanner = TarScanner()
        var manifest: BackupManifest?
        let unpacked = try await archiver.unpack(into: tree) {
            guard manifest == nil else { return nil }
            while let piece = try await next() {
                let passed = try scanner.append(piece)
                if !passed.isEmpty { return passed }
            }
            manifest = try scanner.finished()
            return TarScanner.end
        }
        let volumes = manifest?.volumes?.isEmpty == false ? [BackupManifest.volumesDirectory] : []
        guard let manifest, unpacked.sorted() == (manifest.names + volumes).sorted() else {
            throw DustyError(.failed, "what was unpacked is not what the backup holds", hint: "see the daemon's log")
        }
        return manifest
    }
}
