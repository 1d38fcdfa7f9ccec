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
