/// What a client can ask of the daemon, by area. Every member throws `DustyError`; a daemon that cannot be reached is `.unavailable`, one
/// that refuses the caller is `.forbidden`.
///
/// Streams call `each` for every value, wait for it (so a slow reader slows the sender down), return when the stream ends, and end when
/// the calling task is cancelled.
public protocol Daemon:
    StackDaemon,
    JobsDaemon,
    LogsDaemon,
    BundlesDaemon,
    ReposDaemon,
    SpecsDaemon,
    TestsDaemon,
    DiskDaemon,
    DoctorDaemon,
    DumpDaemon,
    UpgradeDaemon,
    AssetsDaemon,
    EnvDaemon,
    ConfigDaemon,
    MachinesDaemon,
    ExecDaemon,
    CopyDaemon,
    PlanDaemon,
    DefinitionsDaemon,
    AuditDaemon
{}

/// The stack as a whole.
public protocol StackDaemon: Sendable {
    /// Who answers.
    func version() async throws -> VersionInfo
    /// The stack as it is now.
    func snapshot() async throws -> Snapshot
    /// The stack as it is now, and again after every change, at most ten times a second.
    func watch(each: @Sendable (Snapshot) async throws -> Void) async throws
}

/// Work that lives in the daemon.
public protocol JobsDaemon: Sendable {
    /// Starts a job. `.busy` when another one holds the stack and the request does not want to queue.
    func start(_ request: JobRequest) async throws -> Job
    /// Asks a job to stop. Returns at once; the job's events tell when it has.
    func cancel(job id: Int) async throws -> Job
    /// One job with all there is of it, which a snapshot leaves out of old ones.
    func job(_ id: Int) async throws -> Job
    /// A job's events from the first to `finished`.
    func events(ofJob id: Int, each: @Sendable (JobEvent) async throws -> Void) async throws
}

/// What containers print.
public protocol LogsDaemon: Sendable {
    /// Log lines; without `follow` the stream ends after the last one there is.
    func logs(_ request: LogRequest, each: @Sendable (LogBatch) async throws -> Void) async throws
}

/// What is switched on together.
public protocol BundlesDaemon: Sendable {
    /// Activates or deactivates bundles; returns all of them.
    func changeBundles(_ request: BundleRequest) async throws -> [BundleStatus]
    /// Every bundle of the specs.
    func bundles() async throws -> [BundleStatus]
}

/// Where code comes from.
public protocol ReposDaemon: Sendable {
    /// Every repo of the specs, the specs repo included.
    func repos() async throws -> [RepoStatus]
    /// Overrides a repo or gives it back; returns all of them.
    func changeRepo(_ request: RepoRequest) async throws -> [RepoStatus]
    /// Overrides several repos or gives them back, all or none; returns all of them.
    func changeRepos(_ request: RepoChanges) async throws -> [RepoStatus]
}

/// The configured specs.
public protocol SpecsDaemon: Sendable {
    /// Checks the configured specs.
    func validate() async throws -> ValidationReport
}

/// Tests of apps and libs; running them is a job.
public protocol TestsDaemon: Sendable {
    /// The suites of an app or a lib, sorted by name, whether or not it is active.
    func testSuites(of name: String) async throws -> [TestSuiteInfo]
}

/// Programs in containers.
public protocol ExecDaemon: Sendable {
    /// Scripts of an app, or of all active apps; `.notFound` for an app that no spec describes.
    func scripts(of app: String?) async throws -> [ScriptInfo]
    /// Makes a program ready to run. `.notFound` for an unknown name or script, `.conflict` when the container does not run.
    func createExec(_ request: ExecRequest) async throws -> ExecSession
    /// Runs the program and returns its exit code. `sending` runs beside it and is cancelled when it ends; `each` gets what it prints. The
    /// program is hung up when the calling task is cancelled or a closure throws.
    func attachExec(
        _ session: ExecSession,
        sending:
            @escaping @Sendable (_ send: @escaping @Sendable (ExecInput) async throws -> Void) async throws -> Void,
        each: @Sendable (ExecOutput) async throws -> Void
    ) async throws -> Int
}
