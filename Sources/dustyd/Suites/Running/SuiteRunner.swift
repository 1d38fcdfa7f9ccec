import DustyCore

/// Runs one suite with fresh copies of its services.
struct SuiteRunner: Sendable {
    /// How many lines of each service that failed are shown.
    private static let serviceLines = 20

    let composition: SuiteComposition
    let projects: SuiteProjects
    let systems: StackSystems
    let secrets: KnownSecrets

    /// Runs the suite to its end. Throws only when cancelled: any other failure is the outcome.
    func run(_ suite: SuiteSpec, image: String, arguments: [String], _ step: StepReporter) async throws -> TestOutcome {
        let start = ContinuousClock.now
        var outcome = TestOutcome(suite: suite.name, description: suite.description, result: .error)
        let tail = OutputTail(limit: TestOutcome.outputLimit)
        do {
            let text = try composition.suiteText(suite, image: image, arguments: arguments)
            let scripts = composition.scripts(for: suite)
            let code = try await projects.using(composition, text: text, scripts: scripts) { project in
                try await run(suite, in: project, tail, step)
            }
            outcome.exitCode = code
            outcome.result = code == 0 ? .passed : .failed
            outcome.kept = composition.keep ? composition.project : nil
        } catch let error as DustyError {
            try Task.checkCancellation()
            outcome.message = error.message
        }
        outcome.output = await tail.lines
        outcome.seconds = (ContinuousClock.now - start) / .seconds(1)
        return outcome
    }

    private func run(
        _ suite: SuiteSpec,
        in project: ComposeProject,
        _ tail: OutputTail,
        _ step: StepReporter
    ) async throws -> Int {
        do {
            let compose = systems.compose
            try await compose.make(project, services: [], replacing: .changed, keepingOrphans: false) { _ in }
            let made = try await systems.engine.containers(project: project.name)
            try await starter(of: suite).start(made)
        } catch let error as DustyError {
            try Task.checkCancellation()
            throw await explained(error, nil, project, tail, step)
        } catch let fault as SuiteStarter.Fault {
            try Task.checkCancellation()
            let error = DustyError(.failed, "\(fault.service) \(fault.reason)")
            throw await explained(error, fault.service, project, tail, step)
        }
        let container = try await systems.testContainer(composition.target.name, of: project)
        try await pass(container, of: suite.name, tail, step)
        return try await systems.suites.containers.exitCode(of: container.id)
    }

    private func starter(of suite: SuiteSpec) throws -> SuiteStarter {
        let network = "\(composition.project)_default"
        let prober = ContainerProber(
            engine: systems.engine,
            network: network,
            dialer: systems.dialer,
            secrets: secrets
        )
        return SuiteStarter(order: try composition.start(of: suite), engine: systems.engine, prober: prober)
    }

    /// Hands on what the suite prints until it ends.
    private func pass(
        _ container: ObservedContainer,
        of suite: String,
        _ tail: OutputTail,
        _ step: StepReporter
    ) async throws {
        let output = SuiteOutput(terminal: container.terminal)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { output.finish() }
                try await systems.suites.containers.output(of: container.id, terminal: container.terminal) {
                    try await output.put($0, isError: $1)
                }
            }
            try await output.handOn { text, isError in
                await tail.append(text: text, isError: isError)
                await step.tell(.suiteOutput(suite: suite, stream: isError ? .err : .out, text: text))
            }
            try await group.waitForAll()
        }
    }

    /// Shows the last lines of the services that did not start, and says which they are.
    private func explained(
        _ error: DustyError,
        _ unready: String?,
        _ project: ComposeProject,
        _ tail: OutputTail,
        _ step: StepReporter
    ) async -> DustyError {
        let containers = (try? await systems.engine.containers(project: project.name)) ?? []
        let broken = containers.filter { container in
            container.service == unready || container.health == .unhealthy
                || ![.running, .created].contains(container.status)
        }
        for container in broken {
            let query = LogQuery(follow: false, tail: Self.serviceLines, since: nil, terminal: container.terminal)
            try? await systems.engine.logs(container: container.id, query: query) { lines in
                let shown = lines.map { "\(container.service) | \($0.text)" }
                await tail.append(shown)
                for line in shown { await step.output(line) }
            }
        }
        guard !broken.isEmpty else { return error }
        let names = broken.map { container in
            let state = container.status == .running ? "not ready" : container.status.rawValue
            return "\(container.service) (\(container.health?.rawValue ?? state))"
        }.joined(separator: ", ")
        return DustyError(.failed, "its services did not come up: \(names)\n\(error.message)")
    }
}
