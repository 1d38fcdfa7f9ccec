import DustyCore

/// Carries out jobs on one stack.
struct StackRunner: JobRunner {
    /// How long a container may take to stop, seconds.
    static let grace = 10

    let names: StackNames
    let paths: Paths
    let settings: SettingsStore
    let systems: Systems
    let loader: SpecsLoader
    let sync: RepoSync
    let observatory: Observatory
    let disk: Disk
    /// How long a job that needs the engine waits for one that does not answer.
    var enginePatience = Duration.seconds(120)
    /// The machine that the settings name and that cannot be reached at all, because what is kept of it is missing or unreadable. Nothing is
    /// done then but to choose another.
    var lost: LostMachine?

    /// The Compose project of the stack.
    var project: ComposeProject {
        ComposeProject(name: names.project, file: paths.composeFile)
    }

    func check(_ request: JobRequest) async throws {
        let wanted = await observatory.current().wanted
        let services = (wanted.apps + wanted.services).map(\.name)
        switch request.operation {
        case .up(_, _, let fresh): try Self.check(fresh, among: services)
        case .restart(.services(let names), _), .rebuild(let names), .stop(let names, _):
            try Self.check(names, among: services + (await observatory.current().containers.map(\.service)))
        case .sync(let names, _):
            let repos = wanted.repos.flatMap { [$0.name, $0.shortName] }
            try Self.check(names, among: services + wanted.libs.map(\.name) + repos)
        case .pull(let names): try await checkPull(names)
        case .backup(let names): try await checkBackup(names)
        case .restore(let id): _ = try disk.shelf.entry(id)
        case .machineStart(let name): _ = try systems.virtualMachines.machine(name)
        case .machineStop(let name): try checkStop(of: name)
        case .restart(.apps, _), .down, .test, .cleanup, .shutdown: break
        }
    }

    private static func check(_ names: [String], among known: [String]) throws {
        for name in names where !known.contains(name) { throw DustyError.unknown(name, among: known) }
    }

    func run(_ request: JobRequest, for caller: Caller, _ reporter: JobReporter) async throws {
        if let lost, request.kind.lane != .machines { throw lost.reason }
        switch request.operation {
        case .machineStart(let name): return try await startMachine(name, reporter)
        case .machineStop(let name): return try await stopMachine(name, reporter)
        case .shutdown: return try await shutdown(reporter)
        default: break
        }
        try await systems.machine.wake(reporter)
        try await systems.machine.ready()
        guard request.kind.needsEngine else { return try await carryOut(request, for: caller, reporter) }
        try await whileEngineAnswers(reporter) { try await carryOut(request, for: caller, reporter) }
    }

    private func carryOut(_ request: JobRequest, for caller: Caller, _ reporter: JobReporter) async throws {
        switch request.kind {
        case .up, .restart, .rebuild, .test, .backup, .restore: try await disk.settle(observatory)
        default: break
        }
        switch request.operation {
        case .up(let pull, let recreate, let fresh):
            try await up(pull: pull, recreate: recreate, fresh: fresh, for: caller, reporter)
        case .restart(let targets, let sync): try await restart(targets, syncing: sync, reporter)
        case .rebuild(let names): try await rebuild(names, for: caller, reporter)
        case .stop(let names, let remove): try await stop(names, remove: remove, reporter)
        case .sync(let names, let exact): try await syncRepos(names, exact: exact, reporter)
        case .down: try await down(reporter)
        case .pull(let names): try await pull(names, for: caller, reporter)
        case .test(let name, let suites, let pull): try await test(name, suites, pull: pull, for: caller, reporter)
        case .backup(let names): try await backup(names, reporter)
        case .restore(let id): try await restore(id, reporter)
        case .cleanup(let scopes): try await cleanUp(scopes, reporter)
        case .machineStart, .machineStop, .shutdown: break
        }
    }
}

extension StackRunner {
    /// Shows `state` on rows while `body` runs.
    func marking<Value: Sendable>(
        _ services: [String],
        as state: ContainerState,
        _ reporter: JobReporter,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let transition = Transition(state: state, job: reporter.job)
        await observatory.update { facts in
            for service in services { facts.transitions[service] = transition }
        }
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        // The row goes from the transition straight to what the engine says, so look before taking the mark away.
        let containers = try? await containers()
        await observatory.update { facts in
            if let containers { facts.observe(containers) }
            for service in services where facts.transitions[service]?.job == reporter.job {
                facts.transitions[service] = nil
            }
        }
        return try result.get()
    }
}
