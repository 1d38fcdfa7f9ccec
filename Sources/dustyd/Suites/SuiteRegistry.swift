/// The test runs at work, so that none clears away what another still uses.
actor SuiteRegistry {
    /// Compose projects at work.
    private(set) var projects: Set<String> = []
    private var runs: [String: Int] = [:]
    /// Held while the test image of a name is looked for or made.
    let images = NameLocks()

    /// A project is about to be made.
    func begin(project: String) {
        projects.insert(project)
    }

    /// A project is gone, or left to others.
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
