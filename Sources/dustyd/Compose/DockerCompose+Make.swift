extension DockerCompose: ContainerMaker {
    func make(
        _ project: ComposeProject,
        services: [String],
        replacing: Replacement,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        var arguments = ["up", "--no-start", "--remove-orphans"]
        switch replacing {
        case .changed: break
        case .all: arguments.append("--force-recreate")
        case .none: arguments.append("--no-recreate")
        }
        // Who needs whom is known here; what needs nothing new must not be looked at.
        if !services.isEmpty { arguments.append("--no-deps") }
        try await persisting(project, arguments + services, onLine: onLine)
    }
}
