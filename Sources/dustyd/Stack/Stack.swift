import DustyCore

/// One stack: its names and places, what is wanted of it, what is known of it, and what it is made with.
struct Stack: Sendable {
    /// How many repos are fetched or copied side by side.
    static let repoWidth = 4

    let names: StackNames
    let paths: Paths
    let settings: SettingsStore
    let loader: SpecsLoader
    let systems: StackSystems
    let observatory: Observatory
    /// The stacks beside the daemon's own, and to which of them plain host names lead.
    let stacks: StackRegistry
    /// One at a time connects or disconnects what the stack has from another one.
    let sharing = NameLocks()

    /// The Compose project of the stack.
    var project: ComposeProject {
        ComposeProject(name: names.project, file: paths.composeFile)
    }

    /// The stack's containers in the engine.
    var ownContainers: StackContainers {
        StackContainers(engine: systems.engine, names: names, registry: systems.registry, oneOffs: systems.oneOffs)
    }

    /// What is kept of containers that were replaced.
    var previousLogs: PreviousLogs {
        PreviousLogs(directory: paths.previousLogs, files: systems.files, secrets: settings.secrets)
    }

    /// Keeps the last lines of containers that are about to go.
    func keepLogs(of containers: [ObservedContainer]) async {
        await previousLogs.keep(containers, from: systems.engine)
    }

    /// Containers of the stack, seen now.
    func containers() async throws -> [ObservedContainer] {
        try await ownContainers.all()
    }

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
        // The row goes from the transition straight to the engine's state, so read that before the mark is removed.
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
