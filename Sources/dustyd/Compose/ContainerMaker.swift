/// Makes containers that somebody else starts.
protocol ContainerMaker: Sendable {
    /// Makes the containers of services (of all when empty) and starts none; those that no service needs any more are removed.
    func make(
        _ project: ComposeProject,
        services: [String],
        replacing: Replacement,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws
}

/// Which existing containers are made anew.
enum Replacement: Sendable, Equatable {
    /// Those whose definition changed.
    case changed
    /// All of them.
    case all
    /// None.
    case none
}
