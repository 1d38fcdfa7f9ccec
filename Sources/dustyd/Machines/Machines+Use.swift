import DustyCore

extension Machines {
    /// Has the stack live on another machine. The daemon starts again: what it talks to is decided once, when it starts.
    func use(_ choice: MachineChoice) async throws -> MachineReport {
        let name = choice.name
        guard name != current else {
            return MachineReport(machine: try await find(name), notes: ["the stack lives there already"])
        }
        let machine = try await find(name)
        // Of a machine of which nothing is known nothing can be asked either.
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
        restart.request(Upgrader.ownPath)
        return MachineReport(machine: machine, notes: notes + ["`dusty up` brings the stack up there"], restarts: true)
    }

    /// Throws when a machine is not one that the stack can live on: half removed, or one that does not let Dusty in.
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
                hint: [error.hint, "to take it all the same: --force"].compactMap(\.self).joined(separator: "; ")
            )
        }
    }

    /// Two machines must not run the same stack: its names lead to one of them only. This host is the way out of a machine that cannot be
    /// asked any more.
    private func checkStopped(for name: String) async throws -> [String] {
        let isVM = try catalog.vm(current) != nil
        if isVM, try await stack.systems.virtualMachines.machine(current).isOff() { return [] }
        let running: [String]
        do {
            running = try await stack.containers().filter { $0.status == .running }.map(\.service).sorted()
        } catch let error as DustyError {
            if name == MachineCatalog.local {
                return ["what runs on `\(current)` could not be asked and goes on there: \(error.message)"]
            }
            throw DustyError(
                .conflict,
                "whether the stack runs on `\(current)` is not known: \(error.message)",
                hint: "if that does not matter: --force"
            )
        }
        guard running.isEmpty else {
            throw DustyError(
                .conflict,
                "the stack runs on `\(current)`: \(running.joined(separator: ", "))",
                hint: "`dusty stop` first (its data stay there), or `dusty down` to remove its containers as well"
            )
        }
        return []
    }
}
