import DustyCore

/// What clients ask about machines.
struct Machines: Sendable {
    let runner: StackRunner
    let jobs: Jobs
    let restart: Restart
    let programs: any CommandRunner
    private static let locks = NameLocks()

    private var paths: Paths { runner.paths }
    private var catalog: MachineCatalog { MachineCatalog(paths: paths, files: runner.systems.files) }
    private var current: String { paths.machineName ?? MachineCatalog.local }
    private var enrollment: MachineEnrollment {
        MachineEnrollment(catalog: catalog, runner: programs, now: runner.observatory.now)
    }

    /// Every machine, `local` first.
    func all() async throws -> [MachineInfo] {
        var infos =
            [MachineInfo(name: MachineCatalog.local, kind: "local", inUse: false)] + (try catalog.all().map(info))
        for index in infos.indices where infos[index].name == current {
            infos[index].inUse = true
            infos[index].status = await runner.systems.machine.status()
            let engine = await runner.observatory.current().engine
            infos[index].engine = engine.reachable ? engine.version : nil
            if infos[index].kind == "ssh" {
                infos[index].engineSocket = SSHPlaces(paths: paths, name: current).engine
            } else {
                infos[index].engineSocket = runner.systems.engineSocket
            }
        }
        return infos
    }

    /// Adds a machine.
    func add(_ request: MachineRequest, for caller: Caller) async throws -> MachineReport {
        try await Self.locks.holding(request.name) {
            let (record, notes) = try await enrollment.add(request, for: caller)
            return MachineReport(machine: info(record), notes: notes)
        }
    }

    /// Has the stack live on another machine. The daemon starts anew: what it talks to is decided once, when it starts.
    func use(_ choice: MachineChoice) async throws -> MachineReport {
        let name = choice.name
        guard name != current else {
            return MachineReport(machine: try await find(name), notes: ["the stack lives there already"])
        }
        let machine = try await find(name)
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
        let record = try catalog.find(choice.name)
        guard choice.name != current else {
            throw DustyError(
                .conflict,
                "the stack lives on `\(choice.name)`",
                hint: "`dusty down`, then `dusty machine use local`"
            )
        }
        return try await Self.locks.holding(choice.name) {
            MachineReport(machine: info(record), notes: try await enrollment.remove(record))
        }
    }

    private func find(_ name: String) async throws -> MachineInfo {
        let all = try await all()
        guard let machine = all.first(where: { $0.name == name }) else {
            throw DustyError.unknown(name, among: all.map(\.name))
        }
        return machine
    }

    /// Two machines must not run the same stack: its names lead to one of them only.
    private func checkStopped() async throws {
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

    private func info(_ record: MachineRecord) -> MachineInfo {
        let places = SSHPlaces(paths: paths, name: record.name)
        return MachineInfo(
            name: record.name,
            kind: "ssh",
            inUse: record.name == current,
            root: "\(record.root)/\(runner.names.name)",
            login: MachineLogin(
                user: record.target.user,
                host: record.target.host,
                port: record.target.port,
                fingerprints: record.fingerprints,
                knownHosts: places.knownHosts,
                key: places.key,
                forwardOnly: record.forwardOnly
            )
        )
    }
}
