/// Docker Compose, whichever version is installed. Output lines are handed on as they come; a failure throws `DustyError` with the
/// program's own words.
protocol ComposeEngine: Sendable {
    /// Starts services (all when empty), creating or recreating what differs; waits for nothing.
    func up(
        _ project: ComposeProject,
        services: [String],
        recreate: Bool,
        withDependencies: Bool,
        onLine: @Sendable (OutputLine) async -> Void
    )
        async throws
    /// Builds images of services, pulling nothing that exists locally.
    func build(_ project: ComposeProject, services: [String], onLine: @Sendable (OutputLine) async -> Void) async throws
    /// Pulls images of services.
    func pull(_ project: ComposeProject, services: [String], onLine: @Sendable (OutputLine) async -> Void) async throws
    /// Stops and removes every container and network of the project, whether or not the file still names them.
    func down(_ project: ComposeProject, onLine: @Sendable (OutputLine) async -> Void) async throws
}

/// A Compose file and the name its objects carry.
struct ComposeProject: Sendable, Equatable {
    /// Project name.
    var name: String
    /// Absolute path of the Compose file.
    var file: String
}

/// How containers are made that are started elsewhere.
protocol ContainerMaker: Sendable {
    /// Makes the containers of services (of all when empty) and starts none; those that no service needs are removed, unless such orphans are
    /// to be kept.
    func make(
        _ project: ComposeProject,
        services: [String],
        replacing: Replacement,
        keepingOrphans: Bool,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws
}

/// Makes one container.
protocol SingleContainerMaker: Sendable {
    /// Makes the container of a service that has none, and touches no other.
    func makeOne(
        _ project: ComposeProject,
        service: String,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws
}

/// Which existing containers are replaced.
enum Replacement: Sendable, Equatable {
    /// Those whose definition changed.
    case changed
    /// All of them.
    case all
    /// None.
    case none
}

/// Takes Compose projects away.
protocol ComposeDisposal: Sendable {
    /// Removes all of a project: containers without grace, networks, volumes. Nothing happens when there is nothing.
    func dispose(_ project: ComposeProject) async throws
}
