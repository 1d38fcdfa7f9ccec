import DustyCore
import Essentials
import SystemPackage

extension PersistTree {
    /// Puts a stage in place; returns where what it replaced is kept, nil when nothing was there. When anything fails, all is as before.
    func place(_ stage: PersistStage, keeping kept: String) throws -> String? {
        try place(stage, keeping: kept, steps: DiskPlacementSteps(journal: journal))
    }

    func place(_ stage: PersistStage, keeping kept: String, steps: any PlacementSteps) throws -> String? {
        try explaining {
            let work = try work(in: stage.workshop, steps)
            return try carryOut(try work.begin(stage.id, keeping: kept), work)
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
            let kept = try carryOut(placement, try work(in: placement.workshop, steps))
            return SettledRestore(names: placement.entries.map(\.name), kept: kept)
        }
    }

    private func work(in workshop: String, _ steps: any PlacementSteps) throws -> PersistPlacement {
        try AtomicFile.makeDirectories(path)
        return PersistPlacement(persist: try .open(path), workshop: try .open(workshop), steps: steps)
    }

    /// Carries out the plan, or undoes everything when that is impossible.
    private func carryOut(_ placement: Placement, _ work: PersistPlacement) throws -> String? {
        do {
            return try work.finish(placement)
        } catch let error where error is Errno || error is DustyError {
            do { try work.undo(placement) } catch let second where second is Errno || second is DustyError {
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
