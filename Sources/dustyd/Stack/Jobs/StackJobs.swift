import DustyCore

/// Carries out jobs on one stack and its machine.
struct StackJobs: JobRunner {
    let stack: Stack
    let copies: RepoCopies
    let disk: Disk
    /// How long a job that needs the engine waits for one that does not answer.
    var enginePatience = Duration.seconds(120)
    /// The machine that the settings name but that cannot be reached at all, because its record is missing or
    /// unreadable. The only thing to do then is to choose another.
    var lost: LostMachine?

    func check(_ request: JobRequest) async throws {
        if stack.names.isBeside, request.kind.lane == .machines || request.kind == .shutdown {
            throw DustyError(
                .invalid,
                "the stack `\(stack.names.name)` lives on this host; machines belong to `\(StackNames.standardName)`",
                hint: "for that one: `-s \(StackNames.standardName)`; to stop this stack: "
                    + "`dusty stop -s \(stack.names.name)`"
            )
        }
        try await refuseBorrowed(in: request.operation)
        try await work(of: request.operation).check()
    }

    func run(_ request: JobRequest, for caller: Caller, _ reporter: JobReporter) async throws {
        if let lost, request.kind.lane != .machines { throw lost.reason }
        let work = work(of: request.operation)
        let needs = type(of: work).needs
        if needs.contains(.machine) {
            try await stack.systems.machine.wake(reporter)
            try await stack.systems.machine.ready()
        }
        let carryOut: @Sendable () async throws -> Void = {
            if needs.contains(.settledData) { try await disk.settle(stack.observatory) }
            try await work.run(for: caller, reporter)
        }
        guard needs.contains(.engine) else { return try await carryOut() }
        let patience = EnginePatience(observatory: stack.observatory, limit: enginePatience)
        try await patience.whileEngineAnswers(reporter, carryOut)
    }

    /// Throws when a service is named that another stack has: what is done to it is that one's.
    private func refuseBorrowed(in operation: Job.Operation) async throws {
        switch operation {
        case .restart(.services(let names), _): try await stack.refuseBorrowed(names, for: "restart")
        case .rebuild(let names): try await stack.refuseBorrowed(names, for: "rebuild")
        case .stop(let names, _): try await stack.refuseBorrowed(names, for: "stop")
        case .pause(let names): try await stack.refuseBorrowed(names, for: "pause")
        case .unpause(let names): try await stack.refuseBorrowed(names, for: "unpause")
        case .reset(let name): try await stack.refuseBorrowed([name], for: "reset")
        case .prepare(let name, _): try await stack.refuseBorrowed([name], for: "run")
        case .up(_, _, _, let fresh): try await stack.refuseBorrowed(fresh, for: "up --fresh")
        default: break
        }
    }

    private func work(of operation: Job.Operation) -> any StackJob {
        let data = PersistedData(stack: stack, disk: disk)
        let machines = stack.systems.virtualMachines
        return switch operation {
        case .up(let names, let pull, let recreate, let fresh):
            UpJob(
                stack: stack,
                copies: copies,
                data: data,
                names: names,
                pull: pull,
                recreate: recreate,
                fresh: fresh
            )
        case .restart(let targets, let sync):
            RestartJob(stack: stack, copies: copies, data: data, targets: targets, syncs: sync)
        case .rebuild(let names): RebuildJob(stack: stack, copies: copies, data: data, names: names)
        case .stop(let names, let remove): StopJob(stack: stack, data: data, names: names, remove: remove)
        case .pause(let names): PauseJob(stack: stack, names: names, freezes: true)
        case .unpause(let names): PauseJob(stack: stack, names: names, freezes: false)
        case .sync(let names, let exact):
            SyncJob(stack: stack, copies: copies, selection: RepoSelection(names), exact: exact)
        case .pull(let names): PullJob(repos: RepoUpdater(stack: stack), names: names)
        case .down(let volumes): DownJob(stack: stack, disk: disk, data: data, volumes: volumes)
        case .reset(let name):
            ResetJob(stack: stack, disk: disk, data: data, name: name) { names in
                UpJob(stack: stack, copies: copies, data: data, names: names, pull: false, recreate: false, fresh: [])
            }
        case .prepare(let name, let dependencies):
            PrepareJob(stack: stack, copies: copies, data: data, name: name, dependencies: dependencies) { names in
                UpJob(stack: stack, copies: copies, data: data, names: names, pull: false, recreate: false, fresh: [])
            }
        case .test(let name, let suites, let pull):
            SuitesJob(stack: stack, copies: copies, name: name, request: suites, pull: pull)
        case .script(let app, let script): ScriptJob(stack: stack, app: app, script: script)
        case .backup(let entries): BackupJob(stack: stack, disk: disk, entries: entries)
        case .restore(let id): RestoreJob(stack: stack, disk: disk, id: id)
        case .cleanup(let scopes, let only):
            CleanupJob(disk: disk, loader: stack.loader, scopes: Set(scopes), only: only)
        case .shutdown: ShutdownJob(machine: stack.systems.machine, stop: StopJob(stack: stack, data: data))
        case .watch(let app, let scripts, let signals):
            WatchJob(stack: stack, app: app, scripts: scripts, signals: signals)
        case .machineStart(let name): MachineStartJob(stack: stack, machines: machines, name: name)
        case .machineStop(let name): MachineStopJob(machines: machines, current: stack.paths.machineName, name: name)
        }
    }
}
