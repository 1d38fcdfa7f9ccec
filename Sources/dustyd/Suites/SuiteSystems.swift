import DustyCore

/// What test runs need of the world besides what everything uses.
struct SuiteSystems: Sendable {
    let images: any EngineImages
    let containers: any SuiteContainers
    let compose: any ComposeDisposal
    let directories: any RunDirectories
    /// Who is at work.
    let registry = SuiteRegistry()
    /// A text that cannot be guessed, for the names of a run's projects.
    let mark: @Sendable () -> String

    init(
        images: any EngineImages,
        containers: any SuiteContainers,
        compose: any ComposeDisposal,
        directories: any RunDirectories,
        mark: @escaping @Sendable () -> String = { String(UInt64.random(in: 0...UInt64.max), radix: 36) }
    ) {
        self.images = images
        self.containers = containers
        self.compose = compose
        self.directories = directories
        self.mark = mark
    }
}

/// Directories of test runs.
protocol RunDirectories: Sendable {
    /// Names of the directories in a directory; empty when it does not exist.
    func names(in directory: String) async -> [String]
    /// Removes a directory with all that is in it; nothing happens when there is none.
    func remove(_ directory: String) async throws
    /// A text that differs when a file below a directory was added, removed or changed, seen with the rights of a user; nil for the daemon.
    func state(of directory: String, as user: User?) async throws -> String
}
