import DustyCore
import Essentials
import SystemPackage

extension PersistTree {
    /// Puts a stage in place; returns where what it replaced is kept, nil when nothing was there. When anything fails, all is as before.
    func place(_ stage: PersistStage, _ volumes: [VolumeStage] = [], keeping kept: String) throws -> String? {
        try place(stage, volumes, keeping: kept, steps: DiskPlacementSteps(journal: journal))
    }

    func place(
        _ stage: PersistStage,
        _ volumes: [VolumeStage] = [],
        keeping kept: String,
        steps: any PlacementSteps
    ) throws -> String? {
        try explaining {
            var placement = try work(in: stage.workshop, steps).plan(stage.id, keeping: kept)
            let others = try volumes.map { volume in
                guard let work = try work(in: volume.directory, on: volume.directory, steps) else {
                    throw Errno.noSuchFileOrDirectory
                }
                guard try work.workshop.number(of: kept) == nil else { throw Errno.fileExists }
                var other = try work.plan(volume.id, keeping: kept)
                other.directory = volume.directory
                return other
            }
            if !others.isEmpty { placement.others = others }
            // All of it or nothing, whenever the daemon dies.
            try steps.note(placement)
            return try carryOut(placement, steps).first ?? nil
        }
    }

    /// Finishes what was being put in place when the daemon or the machine died; nil when nothing was.
    func finishPlacing() throws -> SettledRestore? {
        try finishPlacing(steps: DiskPlacementSteps(journal: journal))
    }

    func finishPlacing(steps: any PlacementSteps) throws -> SettledRestore? {
        guard let bytes = try AtomicFile(journal).read() else { return nil }
        guard let placement = try? Wire.decode(Placement.self, from: Data(bytes)) else {
            throw DustyError(
                .conflict,
                "a restore was cut off, and \(journal), which says how far it came, cannot be read",
                hint: "look at what is in \(path) and in \(beside), put right what is missing, and remove \(journal)"
            )
        }
        return try explaining {
            let kept = try carryOut(placement, steps)
            let present = (placement.others ?? []).compactMap(\.directory).filter {
                (try? FileStatus(at: $0)) ?? nil != nil
            }
            let volumes = present.map { AtomicFile.name(of: $0) }
            return SettledRestore(
                names: placement.entries.map(\.name) + volumes,
                kept: kept.first ?? nil,
                keptVolumes: kept.dropFirst().compactMap(\.self)
            )
        }
    }

    private func work(in workshop: String, _ steps: any PlacementSteps) throws -> PersistPlacement {
        try AtomicFile.makeDirectories(path)
        return PersistPlacement(persist: try .open(path), workshop: try .open(workshop), steps: steps)
    }

    /// For entries of another directory than `/persist`; nil when that is gone, with everything that was in it.
    private func work(
        in workshop: String,
        on directory: String,
        _ steps: any PlacementSteps
    ) throws -> PersistPlacement? {
        guard try FileStatus(at: directory) != nil else {
            // With the disk of all volumes not there, as while it is not mounted yet, it is not gone.
            let volumes = AtomicFile.parent(of: directory)
            guard try FileStatus(at: volumes) != nil else {
                throw DustyError(
                    .conflict,
                    "a restore was cut off, and \(volumes), which has the engine's volumes, is not there",
                    hint: "mount its disk or start the engine; the next job finishes the restore"
                )
            }
            return nil
        }
        return PersistPlacement(persist: try .open(directory), workshop: try .open(workshop), steps: steps)
    }

    /// Carries out the plan, or undoes everything when that is impossible; returns where what each part replaced is kept.
    private func carryOut(_ placement: Placement, _ steps: any PlacementSteps) throws -> [String?] {
        var parts: [(plan: Placement, work: PersistPlacement)] = []
        for part in placement.all {
            guard let directory = part.directory else {
                parts.append((part, try work(in: part.workshop, steps)))
                continue
            }
            if let work = try work(in: part.workshop, on: directory, steps) { parts.append((part, work)) }
        }
        var kept: [String?] = []
        do {
            for part in parts { try part.work.advance(part.plan) }
            for part in parts { kept.append(try part.work.conclude(part.plan)) }
            try steps.note(nil)
            return kept
        } catch let error where error is Errno || error is DustyError {
            guard kept.isEmpty else {
                throw DustyError(
                    .failed,
                    "the restore is in place, but not all that it replaced could be kept by its name: \(Self.words(error))",
                    hint: "look for what was there in directories `\(PersistStage.placing)…`; the next job finishes it"
                )
            }
            do {
                for part in parts.reversed() { try part.work.undo(part.plan) }
                try steps.note(nil)
            } catch let second where second is Errno || second is DustyError {
                throw DustyError(
                    .failed,
                    "a restore cannot be put in place (\(Self.words(error))), and not everything could be put back "
                        + "(\(Self.words(second)))",
                    hint: "look for what is not in \(path) in \(placement.workshop)/\(placement.placing)"
                )
            }
            throw DustyError(.failed, "the restore cannot be put in place: \(Self.words(error)); \(path) is as it was")
        }
    }

    private func explaining<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as Errno {
            throw DustyError(.failed, "\(path) cannot be exchanged: \(error)")
        }
    }

    private static func words(_ error: any Error) -> String {
        (error as? DustyError)?.message ?? "\(error)"
    }
}
