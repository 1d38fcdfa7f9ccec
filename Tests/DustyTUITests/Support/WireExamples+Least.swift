import DustyCore

/// The same types with nothing but what they cannot be without: what is missing here is optional.
extension WireExamples {
    static let leastError = DustyError(.failed, "it failed")
    static let leastProblem = SpecProblem(file: "apps/api.yml", line: 1, column: 1, key: "", message: "is missing")
    static let leastStep = Job.Step(title: "sync api")
    static let leastProgress = Job.Progress()
    static let leastJob = Job(id: 7, kind: .up, names: [], user: "ann", createdAt: time)
    static let leastContainer = ContainerStatus(name: "api", state: .missing)
    static let leastMachine = MachineStatus(kind: .local, state: .stopped)
    static let leastEngine = EngineStatus(reachable: false, since: time)
    static let leastSync = SyncStatus(
        repo: "/src/api",
        shortName: "api",
        path: "/src/api",
        overridden: false,
        state: .stale
    )
    static let leastBack = BackStatus()
    static let leastCollected = CollectReport(repo: "/src/api", shortName: "api")
    static let leastFollow = FollowStatus(state: .reconciling)
    static let leastWarning = Warning(subject: .init(rawValue: "disk"), message: "full")
}
