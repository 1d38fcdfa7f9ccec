import DustyCore

/// What test runs need of the world besides what everything uses.
struct TestSystems: Sendable {
    let images: any EngineImages
    let containers: any TestContainers
    let compose: any ComposeDisposal
    let directories: any RunDirectories
    /// Who is at work.
    let registry = TestRegistry()
    /// A text that nobody can guess, for the names of a run's projects.
    let mark: @Sendable () -> String

    init(
        images: any EngineImages,
        containers: any TestContainers,
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

/// Images that Dusty makes itself.
protocol EngineImages: Sendable {
    /// Makes an image of a container's file system.
    func commit(container: String, repository: String, tag: String) async throws
    /// Gives an image one more name.
    func tag(image: String, repository: String, tag: String) async throws
    /// Names, with tags, of all images of a repository.
    func names(ofRepository repository: String) async throws -> [String]
    /// Removes a name of an image, and the image with its last name. Throws `DustyError` `.conflict` while a container uses it.
    func remove(image: String) async throws
}

/// Containers of test runs.
protocol TestContainers: Sendable {
    /// Lets a container go on that waits for a line of input, and hands on what it prints until it ends, every byte in order. It waits when
    /// `each` does.
    func output(
        of container: String,
        terminal: Bool,
        each: @Sendable (_ bytes: ArraySlice<UInt8>, _ isError: Bool) async throws -> Void
    ) async throws
    /// Waits for a container's end; its exit code.
    func exitCode(of container: String) async throws -> Int
    /// Compose projects of which containers say that they are of a stack's test runs. It is only a claim.
    func testProjects(ofStack stack: String) async throws -> Set<String>
}

/// Takes Compose projects away.
protocol ComposeDisposal: Sendable {
    /// Removes all of a project: containers without grace, networks, volumes. Nothing happens when there is nothing.
    func dispose(_ project: ComposeProject) async throws
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
