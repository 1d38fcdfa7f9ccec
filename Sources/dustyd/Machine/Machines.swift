import DustyCore

/// What clients ask about machines.
struct Machines: Sendable {
    let runner: StackRunner
    let jobs: Jobs
    let restart: Restart
    let programs: any CommandRunner
    private static let locks = NameLocks()

    private var paths: Paths { runner.paths }
    var catalog: MachineCatalog { runner.catalog }
    var current: String { paths.machineName ?? MachineCatalog.local }
    private var enrollment: MachineEnrollment {
        MachineEnrollment(catalog: catalog, runner: programs, now: runner.observatory.now)
    }

    /// Every machine, `local` first.
    func all() async throws -> [MachineInfo] {
        var infos =
            [MachineInfo(name: MachineCatalog.local, kind: "local", inUse: false)]
            + (try catalog.all().map { info($0.name, $0.record, $0.vm) })
        for index in infos.indices {
            infos[index] = await infos[index].name == current ? inUse(infos[index]) : elsewhere(infos[index])
        }
        return infos
    }

    /// The machine that the stack lives on, with how it does.
    private func inUse(_ info: MachineInfo) async -> MachineInfo {
        var info = info
        info.inUse = true
        let facts = await runner.observatory.current()
        info.status = await runner.systems.machine.status()
        info.status?.addUse(by: facts)
        info.engine = facts.engine.reachable ? facts.engine.version : nil
        let isHere = info.login == nil
        info.engineSocket = isHere ? runner.systems.engineSocket : SSHPlaces(paths: paths, name: current).engine
        return info
    }

    /// Another machine; of a virtual one, whether it runs.
    private func elsewhere(_ info: MachineInfo) async -> MachineInfo {
        guard info.hardware != nil, let vm = try? runner.systems.virtualMachines.machine(info.name) else { return info }
        var info = info
        var status = MachineStatus(kind: info.kind, state: "running")
        if let (word, message) = await vm.condition(isConnected: false) {
            (status.state, status.message) = (word, message)
        }
        // Only the machine that the stack lives on is started by `up`.
        if status.state == "stopped" { status.message = nil }
        info.status = status
        return info
    }

    /// Adds a machine.
    func add(_ request: MachineRequest, for caller: Caller) async throws -> MachineReport {
        try await Self.locks.holding(request.name) {
            let (record, notes) = try await enrollment.add(request, for: caller)
            return MachineReport(machine: info(record.name, record, nil), notes: notes)
        }
    }

    /// Has the stack live on another machine. The daemon starts anew: what it talks to is decided once, when it starts.
    func use(_ choice: MachineChoice) async throws -> MachineReport {
        let name = choice.name
        guard name != current else {
            return MachineReport(machine: try await find(name), notes: ["the stack lives there already"])
        }
        let machine = try await find(name)
        if name != MachineCatalog.local { _ = try catalog.find(name) }
        if !choice.force { try await checkStopped() }
        try await jobs.drain(wait: false)
        do {
            _ = try await runner.settings.change { $0.machine = name == MachineCatalog.local ? nil : name }
        } catch {
            await jobs.reopen()
            throw error
        }
        restart.request(Upgrader.ownPath)
        return MachineReport(machine: machine, notes: ["`dusty up` brings the stack up there"], restarts: true)
    }

    /// Forgets a machine.
    func remove(_ choice: MachineChoice) async throws -> MachineReport {
        guard choice.name != MachineCatalog.local else {
            throw DustyError(.invalid, "`local` is this host and always there")
        }
        let name = choice.name
        let vm = try catalog.vm(name)
        let record = try vm == nil ? catalog.find(name) : catalog.record(name)
        guard name != current else {
            throw DustyError(
                .conflict,
                "the stack lives on `\(choice.name)`",
                hint: "`dusty down`, then `dusty machine use local`"
            )
        }
        return try await Self.locks.holding(name) {
            let machine = info(name, record, vm)
            guard vm != nil else {
                guard let record else { return MachineReport(machine: machine, notes: []) }
                return MachineReport(machine: machine, notes: try await enrollment.remove(record))
            }
            try await endWork(on: name)
            return MachineReport(machine: machine, notes: try await runner.systems.virtualMachines.remove(name))
        }
    }

    func find(_ name: String) async throws -> MachineInfo {
        let all = try await all()
        guard let machine = all.first(where: { $0.name == name }) else {
            throw DustyError.unknown(name, among: all.map(\.name))
        }
        return machine
    }

    /// Two machines must not run the same stack: its names lead to one of them only.
    private func checkStopped() async throws {
        let isVM = try catalog.vm(current) != nil
        if isVM, try await runner.systems.virtualMachines.machine(current).isOff() { return }
        let running: [String]
        do {
            running = try await runner.containers().filter { $0.status == "running" }.map(\.service).sorted()
        } catch let error as DustyError {
            throw DustyError(
                .conflict,
                "whether the stack runs on `\(current)` cannot be told: \(error.message)",
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
    }

    private func info(_ name: String, _ record: MachineRecord?, _ vm: VMRecord?) -> MachineInfo {
        MachineInfo(
            name: name,
            kind: vm?.kind.rawValue ?? "ssh",
            inUse: name == current,
            root: record.map { "\($0.root)/\(runner.names.name)" },
            login: record.map(login),
            hardware: vm.map(\.hardware)
        )
    }

    private func login(_ record: MachineRecord) -> MachineLogin {
        let places = SSHPlaces(paths: paths, name: record.name)
        return MachineLogin(
            user: record.target.user,
            host: record.target.host,
            port: record.target.port,
            fingerprints: record.fingerprints,
            knownHosts: places.knownHosts,
            key: places.key,
            forwardOnly: record.forwardOnly
        )
    }
}
