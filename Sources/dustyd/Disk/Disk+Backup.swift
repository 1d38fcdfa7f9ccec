import DustyCore

/// What a backup saves.
struct BackupContents: Sendable, Equatable {
    /// Directories and files at the top of `/persist`.
    var entries: [String] = []
    var volumes: [NamedVolume] = []
    /// What is not in it, and why.
    var warnings: [String] = []

    /// All of it by its name.
    var names: [String] { entries + volumes.map(\.name) }
}

extension Disk {
    /// The contents of a backup of these entries of `/persist` and volumes; of everything when none is given.
    func select(_ wanted: [String]) async throws -> BackupContents {
        let present = try await persist.contents()
        // Directories alone are saved without the engine.
        if !wanted.isEmpty, wanted.allSatisfy(present.data.contains) {
            return BackupContents(entries: Set(wanted).sorted())
        }
        guard wanted.isEmpty else { return try select(wanted, present, try await namedVolumes()) }
        var contents = BackupContents(entries: present.data)
        do {
            for volume in try await namedVolumes() {
                if let obstacle = volume.obstacle {
                    contents.warnings.append("the volume \(volume.name) is not in it: it \(obstacle)")
                } else {
                    contents.volumes.append(volume)
                }
            }
        } catch let error as DustyError where error.code == .unavailable {
            contents.warnings.append("no volume is in it: \(error.message)")
        }
        if present.names.contains(BackupManifest.volumesDirectory) {
            let name = BackupManifest.volumesDirectory
            contents.warnings.append("\(name) is not in it: volumes have that name in a backup")
        }
        if contents.names.isEmpty { _ = try present.select([], in: persist.path) }
        return contents
    }

    private func select(
        _ wanted: [String],
        _ present: PersistContents,
        _ volumes: [NamedVolume]
    ) throws -> BackupContents {
        let chosen = volumes.filter { wanted.contains($0.name) && !present.data.contains($0.name) }
        for volume in chosen {
            guard let obstacle = volume.obstacle else { continue }
            throw DustyError(.conflict, "the volume \(volume.name) cannot be saved: it \(obstacle)")
        }
        let known = present.data + volumes.map(\.name)
        for name in wanted where !known.contains(name) { throw DustyError.unknown(name, among: known) }
        return BackupContents(entries: present.data.filter(wanted.contains), volumes: chosen)
    }

    /// Named volumes of the stack, sorted.
    func namedVolumes() async throws -> [NamedVolume] {
        var found: [NamedVolume] = []
        for name in try await storage.volumes(of: names).sorted() where !StoredVolume.isAnonymous(name) {
            guard let place = try await storage.volume(name) else { continue }
            var volume = NamedVolume(place: place, key: String(name.dropFirst(names.project.count + 1)))
            volume.obstacle = try await obstacle(of: volume)
            found.append(volume)
        }
        return found
    }

    /// Why a volume's files cannot be read or replaced here.
    func obstacle(of volume: NamedVolume) async throws -> String? {
        if let machine = paths.machineName { return "is on the machine `\(machine)`" }
        if let obstacle = volume.place.obstacle { return obstacle }
        guard BackupManifest.isVolumeName(volume.key) else { return "has a name that no archive takes" }
        let directory = volume.directory
        let isHere = try await UserThread.run { PersistTree.isOurs(directory) }
        return isHere ? nil : "is kept by the engine where this host does not see it"
    }
}

extension NamedVolume {
    /// What tar does so that the files come to be below the volume's name in an archive.
    var renaming: TarRenaming {
        TarRenaming(from: Self.files, to: "\(BackupManifest.volumesDirectory)/\(key)")
    }
}
