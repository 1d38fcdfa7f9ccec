import CLibrary
import DustyCore
import Essentials

extension PersistTree: PersistPlace {
    func contents() async throws -> PersistContents {
        try await UserThread.run { listing() }
    }

    func makeStage(for bytes: Int64?) async throws -> PersistStage {
        try await UserThread.run {
            let workshop = try workshop()
            // An archive with holes in its files may need more space than its size, never less.
            if let bytes, let space = DirectorySizes.space("state", of: workshop), space.freeBytes < bytes {
                throw DustyError.noRoom(for: bytes, in: workshop, free: space.freeBytes)
            }
            let id = String(UInt64.random(in: 0...UInt64.max), radix: 36)
            let stage = PersistStage(directory: "\(workshop)/\(PersistStage.waiting)\(id)")
            for directory in [stage.directory, stage.tree] {
                try AtomicFile.makeDirectories(directory, mode: 0o700)
            }
            return stage
        }
    }

    func exchange(_ names: [String], of stage: PersistStage, keeping kept: String) async throws -> String? {
        try await UserThread.run { try place(stage, keeping: kept) }
    }

    func settle() async throws -> SettledRestore? {
        try await UserThread.run { try finishPlacing() }
    }

    func look(at paths: [String]) async throws -> [String: PersistEntry] {
        try await UserThread.run {
            var found: [String: PersistEntry] = [:]
            for relative in paths {
                found[relative] = PersistEntry(at: relative.isEmpty ? path : "\(path)/\(relative)")
            }
            return found
        }
    }

    func clear() async {
        // What cannot be removed now is removed when the next stage is made.
        try? await UserThread.run {
            try? clearVolumes()
            guard Self.isOurs(beside) else { return }
            for name in Self.entries(of: beside) where name.hasPrefix(PersistStage.waiting) {
                try? TrustedRoot(beside).remove(name)
            }
        }
    }

    /// Where the replaced data may be.
    private var places: [String] { [beside, "\(path)/\(Self.inside)"] }

    private func listing() -> PersistContents {
        PersistContents(
            names: Self.entries(of: path).filter { $0 != Self.inside },
            replaced: places.flatMap(Self.replaced)
        )
    }

    /// What restores replaced, and kept in a directory.
    static func replaced(in place: String) -> [String] {
        entries(of: place).filter { $0.hasPrefix("before-") || $0.hasPrefix(PersistStage.placing) }
            .map { "\(place)/\($0)" }
    }

    private static func entries(of directory: String) -> [String] {
        (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    }
}

extension PersistEntry {
    /// What is at a path; nil when nothing is. A link is followed, as the engine does when it mounts.
    init?(at path: String) {
        guard let status = try? FileStatus(at: path, following: true) else { return nil }
        number = status.number
        guard status.isDirectory else {
            isEmpty = status.isFile && status.size == 0
            return
        }
        guard let listing = opendir(path) else { return nil }
        defer { closedir(listing) }
        var names = 0
        while names < 3, readdir(listing) != nil { names += 1 }
        isEmpty = names < 3
    }
}

extension DustyError {
    /// There is no place to unpack a backup that containers cannot reach and that a rename can put in place.
    static func persistApart(_ persist: String, tree: String, on machine: String? = nil) -> DustyError {
        let place = machine.map { " on `\($0)`" } ?? ""
        return DustyError(
            .conflict,
            "\(persist)\(place) is a file system of its own: a restore would be unpacked within it, where containers could lead "
                + "what root writes elsewhere",
            hint: "mount that file system at \(tree)\(place) instead, with these data in its directory `persist`"
        )
    }

    /// There is no room for a backup.
    static func noRoom(for bytes: Int64, in directory: String, free: Int64) -> DustyError {
        DustyError(
            .conflict,
            "the backup has \(ByteCount(bytes)) and \(directory) has room for \(ByteCount(free))",
            hint: "make room: `dusty disk` shows what takes it"
        )
    }
}
