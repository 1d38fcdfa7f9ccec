import DustyCore

/// What test runs need beyond what everything uses.
struct SuiteSystems: Sendable {
    let images: any EngineImages
    let containers: any SuiteContainers
    let compose: any ComposeDisposal
    let directories: any RunDirectories
    /// Who is at work.
    let registry = SuiteRegistry()
    /// A text that cannot be guessed, for the names of a run's projects.
    var mark: @Sendable () -> String = { String(UInt64.random(in: 0...UInt64.max), radix: 36) }
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

/// The running test runs, so that none removes what another still uses.
actor SuiteRegistry {
    /// Compose projects at work.
    private(set) var projects: Set<String> = []
    private var runs: [String: Int] = [:]
    /// Held while the test image of a name is searched for or made.
    let images = NameLocks()

    /// A project is about to be made.
    func begin(project: String) {
        projects.insert(project)
    }

    /// A project is gone, or left to its user.
    func end(project: String) {
        projects.remove(project)
    }

    /// A run of an app or a lib begins.
    func begin(run name: String) {
        runs[name, default: 0] += 1
    }

    /// A run of an app or a lib has ended.
    func end(run name: String) {
        runs[name, default: 0] -= 1
    }

    /// Whether the only run of this app or lib is the one that asks.
    func isAlone(_ name: String) -> Bool {
        runs[name, default: 0] <= 1
    }
}
