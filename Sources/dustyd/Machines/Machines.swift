import DustyCore

/// What clients ask about machines.
struct Machines: Sendable {
    let stack: Stack
    let jobs: Jobs
    let restart: Restart
    let programs: any CommandRunner
    /// The machine that the settings name, if it cannot be reached at all.
    var lost: LostMachine?
    /// What must end before the daemon restarts; only this stack's jobs if there is no other stack.
    var everyone: (any JobDraining)?
    static let locks = NameLocks()

    var paths: Paths { stack.paths }
    var catalog: MachineCatalog { MachineCatalog(paths: paths, files: stack.systems.files) }
    var current: String { lost?.name ?? paths.machineName ?? MachineCatalog.local }
    var enrollment: MachineEnrollment {
        MachineEnrollment(catalog: catalog, runner: programs, now: stack.observatory.now)
    }

    /// Every machine, `local` first.
    func all() async throws -> [MachineInfo] {
        var infos =
            [MachineInfo(name: MachineCatalog.local, kind: .local, inUse: false)]
            + catalog.listed().map { info($0.name, $0.record, $0.vm) }
        for index in infos.indices {
            infos[index] = await infos[index].name == current ? inUse(infos[index]) : elsewhere(infos[index])
        }
        return infos
    }

    /// The machine that the stack lives on, with its state.
    private func inUse(_ info: MachineInfo) async -> MachineInfo {
        var info = info
        info.inUse = true
        let facts = await stack.observatory.current()
        info.status = await stack.systems.machine.status()
        info.status?.addUse(by: facts)
        info.engine = facts.engine.reachable ? facts.engine.version : nil
        let isHere = info.login == nil
        info.engineSocket = isHere ? stack.systems.engineSocket : SSHPlaces(paths: paths, name: current).engine
        return info
    }

    /// Another machine; of a virtual one, whether it runs.
    private func elsewhere(_ info: MachineInfo) async -> MachineInfo {
        if let error = catalog.fault(of: info.name) {
            var info = info
            info.status = MachineStatus(kind: info.kind, state: .unreadable)
            info.status?.message = error.message
            return info
        }
        guard !catalog.isBeingRemoved(info.name) else {
            var info = info
            let error = catalog.beingRemoved(info.name)
            info.status = MachineStatus(kind: info.kind, state: .removing)
            info.status?.message = [error.message, error.hint].compactMap(\.self).joined(separator: "; ")
            return info
        }
        guard info.hardware != nil, let vm = try? stack.systems.virtualMachines.machine(info.name) else { return info }
        var info = info
        var status = MachineStatus(kind: info.kind, state: .running)
        if let (word, message) = await vm.condition(isConnected: false) {
            (status.state, status.message) = (word, message)
        }
        // Only the machine that the stack lives on is started by `up`.
        if status.state == .stopped { status.message = nil }
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

    func find(_ name: String) async throws -> MachineInfo {
        let all = try await all()
        guard let machine = all.first(where: { $0.name == name }) else {
            throw DustyError.unknown(name, among: all.map(\.name))
        }
        return machine
    }

    func info(_ name: String, _ record: MachineRecord?, _ vm: VMRecord?) -> MachineInfo {
        MachineInfo(
            name: name,
            kind: vm?.kind.machine ?? .ssh,
            inUse: name == current,
            root: record.map { "\($0.root)/\(stack.names.name)" },
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
