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
