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
        if request.kind == .test { return try checkTest(request) }
        if request.kind.lane == .machines { return try checkMachine(request) }
        try await checkDisk(request)
        guard request.repos.isEmpty || (request.names.isEmpty && request.kind == .restart) else {
            throw DustyError(.invalid, "repos are for `restart`, and instead of names")
        }
        if !request.fresh.isEmpty { try await checkFresh(request) }
        guard !request.names.isEmpty else { return }
        if request.kind == .pull { return try await checkPull(request.names) }
        let wanted = await observatory.current().wanted
        let containers = wanted.apps.map(\.name) + wanted.services.map(\.name)
        let known: [String]
        switch request.kind {
        case .up, .down, .test, .pull, .shutdown:
            throw DustyError(.invalid, "`\(request.kind.rawValue)` works on the whole stack and takes no names")
        case .sync:
            known = containers + wanted.libs.map(\.name) + wanted.repos.flatMap { [$0.name, $0.shortName] }
        case .backup, .restore, .cleanup, .machineStart, .machineStop: return
        case .restart, .rebuild, .stop:
            let leftOver = await observatory.current().containers.map(\.service)
            known = containers + leftOver
        }
        for name in request.names where !known.contains(name) { throw DustyError.unknown(name, among: known) }
    }

    private func checkFresh(_ request: JobRequest) async throws {
        guard request.kind == .up else { throw DustyError(.invalid, "`fresh` is for `up`") }
        let wanted = await observatory.current().wanted
        let known = (wanted.apps + wanted.services).map(\.name)
        for name in request.fresh where !known.contains(name) { throw DustyError.unknown(name, among: known) }
    }

    func run(_ request: JobRequest, for caller: Caller, _ reporter: JobReporter) async throws {
        if let lost, request.kind.lane != .machines { throw lost.reason }
        switch request.kind {
        case .machineStart: return try await startMachine(request.names[0], reporter)
        case .machineStop: return try await stopMachine(request.names[0], reporter)
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
        switch request.kind {
        case .up: try await up(request, for: caller, reporter)
        case .restart: try await restart(request, for: caller, reporter)
        case .rebuild: try await rebuild(request.names, for: caller, reporter)
        case .stop: try await stop(request.names, remove: request.remove, reporter)
        case .sync: try await syncRepos(request, for: caller, reporter)
        case .down: try await down(reporter)
        case .pull: try await pull(request.names, for: caller, reporter)
        case .test: try await test(request, for: caller, reporter)
        case .backup: try await backup(request.names, reporter)
        case .restore: try await restore(request.names.first ?? "", reporter)
        case .cleanup: try await cleanUp(request.names, reporter)
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
