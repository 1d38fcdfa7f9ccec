import DustyCore
import Logging
import ServiceLifecycle

extension Machines {
    /// Forgets a machine. It is marked first, so that the next start finishes an interrupted removal.
    func remove(_ choice: MachineChoice) async throws -> MachineReport {
        let name = choice.name
        guard name != MachineCatalog.local else {
            throw DustyError(.invalid, "`local` is this host and cannot be removed")
        }
        let (vm, record) = try known(name, force: choice.force)
        guard name != current else {
            throw DustyError(
                .conflict,
                "the stack lives on `\(name)`",
                hint: "`dusty down`, then `dusty machine use local`"
            )
        }
        return try await Self.locks.holding(name) {
            let machine = info(name, record, vm)
            try catalog.beginRemoval(name)
            return MachineReport(machine: machine, notes: try await undo(name, vm, record, force: choice.force))
        }
    }

    /// Finishes removals that the end of an earlier daemon interrupted.
    func finishRemovals(_ logger: Logger) async {
        catalog.sweep()
        for name in catalog.unfinishedRemovals() where name != current {
            do {
                let report = try await remove(MachineChoice(name: name))
                logger.notice(
                    "the removal of a machine is finished",
                    metadata: ["machine": "\(name)", "notes": "\(report.notes)"]
                )
            } catch {
                let words = (error as? DustyError)?.message ?? "\(error)"
                logger.warning("a machine cannot be removed", metadata: ["machine": "\(name)", "reason": "\(words)"])
            }
        }
    }

    /// The record of a machine; with `force` an unreadable one counts as missing.
    private func known(_ name: String, force: Bool) throws -> (VMRecord?, MachineRecord?) {
        do {
            let vm = try catalog.vm(name)
            return (vm, try vm == nil ? catalog.find(name) : catalog.record(name))
        } catch let error as DustyError {
            let isThere = catalog.isBeingRemoved(name) || (error.code != .notFound && catalog.names().contains(name))
            guard isThere, force || error.code == .notFound else { throw error }
            return (nil, nil)
        }
    }

    /// Undoes what was done for a machine, here and there; returns what the user should know. With `force` failures are
    /// only reported.
    private func undo(
        _ name: String,
        _ vm: VMRecord?,
        _ record: MachineRecord?,
        force: Bool
    ) async throws -> [String] {
        do {
            if vm != nil {
                try await endWork(on: name)
                return try await stack.systems.virtualMachines.remove(name)
            }
            if let record { return try await enrollment.remove(record) }
        } catch let error as DustyError {
            guard force else {
                try catalog.cancelRemoval(name)
                throw error
            }
            try catalog.remove(name)
            return ["it is forgotten here only: \(error.message)"]
        }
        try catalog.remove(name)
        return []
    }
}

/// Finishes at start what an earlier daemon had begun to remove.
struct RemovalFinisher: Service {
    let machines: Machines
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown { await machines.finishRemovals(logger) }
        try? await gracefulShutdown()
    }
}
