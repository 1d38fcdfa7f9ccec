import DustyCore
import FoundationEssentials

/// What takes space on the machine, and what of it is kept, saved and removed.
struct Disk: Sendable {
    let names: StackNames
    let paths: Paths
    let storage: any EngineStorage & EnginePower & EngineInformation
    let archiver: any Archiver
    let programs: any CommandRunner
    let pauses = BackupPause()
    let shelf = RestoreShelf()

    /// Throws where `/persist` is on another host: what reads and replaces it works on this one only.
    func checkPersistIsHere() throws {
        guard let machine = paths.machineName else { return }
        throw DustyError(
            .conflict,
            "/persist is on the machine `\(machine)`; backups are made and restored on `local` only",
            hint: "copy it by hand: `dusty machine show \(machine)` tells where its files are"
        )
    }

    /// The machine's `/persist`.
    var persist: PersistTree { PersistTree(machine: paths.machine) }
    /// What in the engine is the stack's.
    var ownership: StackOwnership { StackOwnership(names: names) }
    /// How much directories take.
    var sizes: DirectorySizes { DirectorySizes(programs: programs) }

    /// Packs entries of `/persist`, handing on the archive with its manifest at the end.
    func pack(_ entries: [String], now: Timestamp, each: ([UInt8]) async throws -> Void) async throws {
        var scanner = TarScanner()
        let warnings = try await archiver.pack(entries, of: persist.path) { piece in
            let passed = try scanner.append(piece)
            if !passed.isEmpty { try await each(passed) }
        }
        let manifest = BackupManifest(of: scanner, stack: names.name, createdAt: now, warnings: warnings)
        try await each(try manifest.ending())
    }

    /// Unpacks and verifies a backup beside `/persist`, where it waits to be put in place. Nothing is changed by that.
    func stage(bytes: Int64?, _ next: () async throws -> [UInt8]?) async throws -> StagedRestore {
        try checkPersistIsHere()
        try shelf.beginReceiving()
        do {
            // Asked first: without an engine nothing could be put in place either.
            let usage = try await storage.usage()
            let entry = try await unpack(bytes: bytes, next)
            shelf.endReceiving(entry)
            let writers = ownership.writers(of: persist.path, entry.manifest.names, in: usage)
            return StagedRestore(
                id: entry.id,
                manifest: entry.manifest,
                replaces: entry.manifest.names.filter(persist.contains),
                stops: writers.map(ownership.service).sorted()
            )
        } catch {
            shelf.endReceiving(nil)
            throw error
        }
    }

    private func unpack(bytes: Int64?, _ next: () async throws -> [UInt8]?) async throws -> RestoreShelf.Entry {
        let workshop = try persist.workshop()
        try checkRoom(for: bytes, in: workshop)
        let id = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let directory = "\(workshop)/staged-\(id)"
        let tree = "\(directory)/tree"
        do {
            try FileManager.default.createDirectory(
                atPath: tree,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
            let manifest = try await unpack(into: tree, next)
            return RestoreShelf.Entry(id: id, tree: tree, directory: directory, manifest: manifest)
        } catch {
            RestoreShelf.discard(directory)
            throw error
        }
    }

    private func unpack(into tree: String, _ next: () async throws -> [UInt8]?) async throws -> BackupManifest {
        var scanner = TarScanner()
        var manifest: BackupManifest?
        try await archiver.unpack(into: tree) {
            guard manifest == nil else { return nil }
            while let piece = try await next() {
                let passed = try scanner.append(piece)
                if !passed.isEmpty { return passed }
            }
            manifest = try scanner.finished()
            return TarScanner.end
        }
        let unpacked = try FileManager.default.contentsOfDirectory(atPath: tree).sorted()
        guard let manifest, unpacked == manifest.names else {
            throw DustyError(.failed, "what was unpacked is not what the backup holds", hint: "see the daemon's log")
        }
        return manifest
    }

    /// An archive with holes in its files may need more than its size, never less than its own.
    private func checkRoom(for bytes: Int64?, in directory: String) throws {
        guard let bytes, let space = DirectorySizes.space("state", of: directory), space.freeBytes < bytes else {
            return
        }
        throw DustyError(
            .conflict,
            "the backup has \(ByteCount(bytes)) and \(directory) has room for \(ByteCount(space.freeBytes))",
            hint: "make room: `dusty disk` tells what takes it"
        )
    }
}
