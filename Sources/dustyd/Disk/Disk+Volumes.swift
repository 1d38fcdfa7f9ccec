import DustyCore

/// Volumes of a backup on their way back.
extension Disk {
    /// Takes the volumes of an unpacked backup out of what belongs into `/persist`; returns their names in the engine.
    func setApart(_ keys: [String], of stage: PersistStage) async throws -> [String] {
        guard !keys.isEmpty else { return [] }
        let tree = try ownTree()
        try await UserThread.run { try tree.setApart(keys, of: stage) }
        return keys.map { "\(names.project)_\($0)" }
    }

    /// The `/persist` of this host. Throws where the stack is on another one.
    private func ownTree() throws -> PersistTree {
        if let tree = persist as? PersistTree { return tree }
        throw DustyError(
            .conflict,
            "the backup has volumes, and those of a stack on another machine cannot be put in place",
            hint: "make one of directories alone, by their names: `dusty disk backup FILE NAME…`"
        )
    }

    /// Brings the volumes of a backup beside those that they replace; what is missing is made. Nothing is replaced yet.
    func prepareVolumes(of entry: RestoreShelf.Entry, _ step: StepReporter) async throws -> [VolumeStage] {
        let tree = try ownTree()
        let labels = Dictionary(
            try await storage.usage().volumes.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        var stages: [VolumeStage] = []
        for key in entry.manifest.volumes ?? [] {
            let name = "\(names.project)_\(key)"
            if let present = labels[name], !ownership.owns(present) {
                throw DustyError(
                    .conflict,
                    "the volume \(name) is not the stack's, although it has such a name",
                    hint: "rename or remove it, then do this again"
                )
            }
            let present = try await storage.volume(name)
            let place = if let present { present } else { try await make(name, key) }
            let volume = NamedVolume(place: place, key: key)
            if let obstacle = try await obstacle(of: volume) {
                throw DustyError(.conflict, "the volume \(name) cannot be replaced: it \(obstacle)")
            }
            let isNew = present == nil
            let stage = try await UserThread.run { try tree.makeStage(of: volume, isNew: isNew) }
            let isMoved = try await UserThread.run { try tree.move(key, of: entry.stage, to: stage) }
            if !isMoved { try await copy(key, of: entry, to: stage, tree) }
            stages.append(stage)
            await step.output(isNew ? "\(name), which is new" : name)
        }
        return stages
    }

    private func make(_ name: String, _ key: String) async throws -> VolumePlace {
        try await storage.makeVolume(
            name,
            labels: [ComposeLabel.project: names.project, ComposeLabel.volume: key]
        )
    }

    /// Copies a volume to another file system.
    private func copy(
        _ key: String,
        of entry: RestoreShelf.Entry,
        to place: VolumeStage,
        _ tree: PersistTree
    ) async throws {
        let stage = entry.stage
        let path = "\(stage.volumes)/\(key)"
        let bytes = try await directories.bytes(of: [path])[path] ?? 0
        if let space = DirectorySizes.space("engine", of: place.directory), space.freeBytes < bytes {
            throw DustyError.noRoom(for: bytes, in: place.directory, free: space.freeBytes)
        }
        let contents = BackupContents(entries: [key])
        let manifest = try await BytePipe.joining { pipe in
            try await pack(contents, of: stage.volumes, now: entry.manifest.createdAt) { try await pipe.send($0) }
        } _: { pipe in
            try await unpack(into: place.tree) { try await pipe.next() }
        }
        guard manifest.warnings.isEmpty else {
            throw DustyError(.failed, "the volume \(place.name) was not copied whole: \(manifest.warnings[0])")
        }
        try await UserThread.run {
            try tree.rename(key, in: place)
            try TrustedRoot(stage.volumes).remove(key)
        }
    }

    /// Puts a backup in place; returns where what it replaced is kept.
    func place(_ entry: RestoreShelf.Entry, _ volumes: [VolumeStage], keeping kept: String) async throws -> [String] {
        guard !volumes.isEmpty else {
            let place = try await persist.exchange(entry.manifest.names, of: entry.stage, keeping: kept)
            return place.map { [$0] } ?? []
        }
        let tree = try ownTree()
        return try await UserThread.run {
            let place = try tree.place(entry.stage, volumes, keeping: kept)
            for volume in volumes where volume.isNew { tree.removeReplaced(volume, called: kept) }
            let others = volumes.filter { !$0.isNew }.map { "\($0.directory)/\(kept)" }
            return (place.map { [$0] } ?? []) + others
        }
    }

    /// What restores replaced in volumes of this host's engine, as paths.
    func replacedVolumes(_ usage: EngineUsage) async throws -> [String] {
        guard paths.machineName == nil, let root = usage.root else { return [] }
        let directories = usage.volumes.filter(ownership.owns).map { "\(root)/volumes/\($0.name)" }
        return try await UserThread.run { directories.flatMap(PersistTree.replaced).sorted() }
    }
}
