import CLibrary
import DustyCore
import Essentials
import SystemPackage

/// A volume of a backup that waits beside the one it replaces: in the engine's directory of the volume, on whose file system it must be, and
/// which containers do not see.
struct VolumeStage: Sendable, Equatable {
    /// Name of the volume in the engine.
    var name: String
    /// The engine's directory of the volume.
    var directory: String
    /// What distinguishes it from others.
    var id: String
    /// Whether the volume was made for it, so that nothing is replaced.
    var isNew: Bool

    /// The directory that holds the files.
    var tree: String { "\(directory)/\(PersistStage.waiting)\(id)/tree" }
}

/// Volumes that are restored together with entries of `/persist`.
extension PersistTree {
    /// Where the directories are stored in which volumes wait.
    private var list: String { "\(AtomicFile.parent(of: journal))/restore-volumes.json" }
    private var steps: DiskPlacementSteps { DiskPlacementSteps(journal: journal) }

    /// Takes the volumes of an unpacked backup out of what belongs into `/persist`. Throws when they are not these directories.
    func setApart(_ volumes: [String], of stage: PersistStage) throws {
        do {
            let held = try HeldDirectory.open(stage.directory)
            guard let tree = try held.inner("tree"), let all = try tree.inner(BackupManifest.volumesDirectory),
                try all.names() == volumes.sorted()
            else { throw Errno.noSuchFileOrDirectory }
            for name in volumes { _ = try all.inner(name) }
            let place = Spot(directory: held, name: PersistStage.volumes)
            try steps.move(Spot(directory: tree, name: BackupManifest.volumesDirectory), to: place)
        } catch let error as Errno {
            throw DustyError(.failed, "the volumes that were unpacked are not those of the backup: \(error)")
        }
    }

    /// Makes a place beside the files of a volume. It is stored first that it may be there.
    func makeStage(of volume: NamedVolume, isNew: Bool) throws -> VolumeStage {
        let directory = volume.directory
        guard Self.isOurs(directory) else {
            throw DustyError(.conflict, "the volume \(volume.name) cannot be replaced: \(directory) is not root's own")
        }
        let others = try listed()
        if !others.contains(directory) {
            try AtomicFile(list).write(Array(try Wire.encode(others + [directory])), mode: 0o600)
        }
        let id = String(UInt64.random(in: 0...UInt64.max), radix: 36)
        let stage = VolumeStage(name: volume.name, directory: directory, id: id, isNew: isNew)
        do {
            let held = try HeldDirectory.open(directory)
            try steps.make(Spot(directory: held, name: "\(PersistStage.waiting)\(id)"))
            guard let inner = try held.inner("\(PersistStage.waiting)\(id)") else { throw Errno.noSuchFileOrDirectory }
            try steps.make(Spot(directory: inner, name: "tree"))
        } catch let error as Errno {
            throw DustyError(.failed, "nothing can be unpacked into \(directory): \(error)")
        }
        return stage
    }

    /// Moves the files of a volume to where it waits; false when that is another file system.
    func move(_ key: String, of stage: PersistStage, to place: VolumeStage) throws -> Bool {
        do {
            let target = Spot(directory: try .open(place.tree), name: NamedVolume.files)
            try steps.move(Spot(directory: try .open(stage.volumes), name: key), to: target)
            return true
        } catch Errno.improperLink {
            return false
        } catch let error as Errno {
            throw DustyError(.failed, "the files of \(place.name) cannot be moved to \(place.tree): \(error)")
        }
    }

    /// Gives files that were copied to where they wait the name that the engine expects.
    func rename(_ key: String, in place: VolumeStage) throws {
        guard key != NamedVolume.files else { return }
        do {
            let tree = try HeldDirectory.open(place.tree)
            try steps.move(Spot(directory: tree, name: key), to: Spot(directory: tree, name: NamedVolume.files))
        } catch let error as Errno {
            throw DustyError(.failed, "what was unpacked into \(place.tree) cannot be renamed: \(error)")
        }
    }

    /// Removes the empty directory that was in a volume made for a restore.
    func removeReplaced(_ place: VolumeStage, called kept: String) {
        guard let directory = try? HeldDirectory.open(place.directory) else { return }
        guard let inner = try? directory.inner(kept) else { return }
        try? steps.remove(Spot(directory: inner, name: NamedVolume.files))
        try? steps.remove(Spot(directory: directory, name: kept))
    }

    /// Removes what waits beside volumes, including what an earlier daemon left.
    func clearVolumes() throws {
        guard let directories = try? listed(), !directories.isEmpty else { return try AtomicFile(list).remove() }
        for directory in directories where Self.isOurs(directory) {
            for name in try HeldDirectory.open(directory).names() where name.hasPrefix(PersistStage.waiting) {
                try TrustedRoot(directory).remove(name)
            }
        }
        try AtomicFile(list).remove()
    }

    private func listed() throws -> [String] {
        try AtomicFile(list).read().map { try Wire.decode([String].self, from: Data($0)) } ?? []
    }
}
