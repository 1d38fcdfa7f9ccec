import CLibrary
import DustyCore

extension Machines {
    /// Moves the stack to another machine. The daemon restarts: the machine is chosen once, when it starts.
    func use(_ choice: MachineChoice) async throws -> MachineReport {
        let name = choice.name
        guard name != current else {
            return MachineReport(machine: try await find(name), notes: ["the stack lives there already"])
        }
        let machine = try await find(name)
        // An unknown machine cannot be asked anything either.
        let isLost = lost != nil
        if name != MachineCatalog.local { try await checkUsable(name, force: choice.force) }
        let notes = choice.force || isLost ? [] : try await checkStopped(for: name)
        let everyone = everyone ?? jobs
        try await everyone.drain(wait: false)
        do {
            _ = try await stack.settings.change { $0.machine = name == MachineCatalog.local ? nil : name }
        } catch {
            await everyone.reopen()
            throw error
        }
        restart.request(Platform.ownPath)
        return MachineReport(machine: machine, notes: notes + ["`dusty up` brings the stack up there"], restarts: true)
    }

    /// Throws when the stack cannot live on a machine: half removed, or one that does not let Dusty in.
    private func checkUsable(_ name: String, force: Bool) async throws {
        let record = try catalog.find(name)
        guard !catalog.isBeingRemoved(name) else { throw catalog.beingRemoved(name) }
        // A virtual machine that does not run is started by `up`.
        if try catalog.vm(name) != nil, try await stack.systems.virtualMachines.machine(name).isOff() { return }
        guard !force else { return }
        do { try await enrollment.checkLogin(to: record) } catch let error as DustyError {
            throw DustyError(
                .conflict,
                "the machine `\(name)` cannot be used: \(error.message)",
                hint: [error.hint, "use --force to switch to it anyway"].compactMap(\.self).joined(separator: "; ")
            )
        }
    }

    /// Two machines must not run the same stack: its names lead to one of them only. Switching to this host is the way
    /// out if a machine can no longer be asked.
    private func checkStopped(for name: String) async throws -> [String] {
        let isVM = try catalog.vm(current) != nil
        if isVM, try await stack.systems.virtualMachines.machine(current).isOff() { return [] }
        let running: [String]
        do {
            running = try await stack.containers().filter { $0.status == .running }.map(\.service).sorted()
        } catch let error as DustyError {
            if name == MachineCatalog.local {
                return ["it is not known what runs on `\(current)`, and it keeps running: \(error.message)"]
            }
            throw DustyError(
                .conflict,
                "it is not known whether the stack runs on `\(current)`: \(error.message)",
                hint: "use --force if that does not matter"
            )
        }
        guard running.isEmpty else {
            throw DustyError(
                .conflict,
                "the stack runs on `\(current)`: \(running.joined(separator: ", "))",
                hint: "run `dusty stop` first (its data stays there), or `dusty down` to remove its containers too"
            )
        }
        return []
    }
}
