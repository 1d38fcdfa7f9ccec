/// Everything Dusty knows of one stack at one moment; `dusty status --json` prints it and the dashboard draws it.
public struct Snapshot: Codable, Sendable, Equatable {
    /// When it was taken.
    public var time: Timestamp
    /// The stack's name.
    public var stack: String
    /// The daemon that made it.
    public var daemon: DaemonStatus
    /// The container engine.
    public var engine: EngineStatus
    /// The machine that the engine runs on.
    public var machine: MachineStatus
    /// Every bundle of the specs, active or not, by name.
    public var bundles: [BundleStatus]
    /// Active apps by name, then containers of apps that are no longer active and still exist.
    public var apps: [ContainerStatus]
    /// Active services by name, then those that are no longer active and still exist.
    public var services: [ContainerStatus]
    /// Active libs by name.
    public var libs: [LibStatus]
    /// One per repo in use.
    public var sync: [SyncStatus]
    /// Running and recent jobs, newest first. Of those that ended before the last few there is no more than what came of them; a job's own
    /// endpoint has the rest.
    public var jobs: [Job]
    /// What deserves attention and is not a row's state.
    public var warnings: [Warning]

    /// A snapshot from its parts.
    public init(
        time: Timestamp,
        stack: String,
        daemon: DaemonStatus,
        engine: EngineStatus,
        machine: MachineStatus,
        bundles: [BundleStatus] = [],
        apps: [ContainerStatus] = [],
        services: [ContainerStatus] = [],
        libs: [LibStatus] = [],
        sync: [SyncStatus] = [],
        jobs: [Job] = [],
        warnings: [Warning] = []
    ) {
        self.time = time
        self.stack = stack
        self.daemon = daemon
        self.engine = engine
        self.machine = machine
        self.bundles = bundles
        self.apps = apps
        self.services = services
        self.libs = libs
        self.sync = sync
        self.jobs = jobs
        self.warnings = warnings
    }
}

/// The daemon itself.
public struct DaemonStatus: Codable, Sendable, Equatable {
    /// Its version, such as `1.0.0`.
    public var version: String
    /// Its process id.
    public var pid: Int
    /// When it started.
    public var startedAt: Timestamp

    /// A daemon's status.
    public init(version: String, pid: Int, startedAt: Timestamp) {
        self.version = version
        self.pid = pid
        self.startedAt = startedAt
    }
}

/// Whether the container engine answers.
public struct EngineStatus: Codable, Sendable, Equatable {
    /// Whether the engine's API answers.
    public var reachable: Bool
    /// The engine's version while or since it was last reachable.
    public var version: String?
    /// Since when it is reachable or not.
    public var since: Timestamp
    /// Why it is not reachable.
    public var message: String?

    /// An engine's status.
    public init(reachable: Bool, version: String? = nil, since: Timestamp, message: String? = nil) {
        self.reachable = reachable
        self.version = version
        self.since = since
        self.message = message
    }
}

/// The machine that Docker runs on.
public struct MachineStatus: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String?
    /// `local` for this host's own Docker, `ssh` for a Linux host at the other end of an SSH connection; `qemu`, `virtualbox` or `lima` for a
    /// virtual machine, which is reached as `ssh` is.
    public var kind: String
    /// `running` for this host; else `connected`, `connecting` or `unreachable`; for a virtual machine also `stopped`, `starting` and `stopping`.
    public var state: String
    /// Why it cannot be reached, or how far its start is.
    public var message: String?
    /// Since when the state holds.
    public var since: Timestamp?
    /// Who logs in and where, for the kind `ssh`.
    public var target: String?
    /// The address that the stack's host names lead to.
    public var address: String?
    /// The address of the engine's bridge, to which forwarded ports are bound.
    public var bridgeAddress: String?
    /// Since when the machine runs.
    public var startedAt: Timestamp?
    /// Busy share of all processors, 0 to 100.
    public var cpuPercent: Double?
    /// Number of processors.
    public var cpuCount: Int?
    /// Memory in use, bytes.
    public var memoryBytes: Int64?
    /// Memory in all, bytes.
    public var memoryTotalBytes: Int64?
    /// Space in use on the disk that holds the machine's files, bytes.
    public var diskBytes: Int64?
    /// Size of that disk, bytes.
    public var diskTotalBytes: Int64?
    /// Name and version of the operating system.
    public var system: String?
    /// Seconds by which its clock is ahead of this host's; negative when it is behind.
    public var clockSkewSeconds: Double?
    /// Memory that the stack's containers use, bytes; known while somebody looks.
    public var containerMemoryBytes: Int64?
    /// Space that the stack's `/persist` takes, bytes; measured now and then while somebody looks.
    public var persistBytes: Int64?

    /// A machine's status.
    public init(
        kind: String,
        state: String,
        address: String? = nil,
        bridgeAddress: String? = nil,
        startedAt: Timestamp? = nil,
        cpuPercent: Double? = nil,
        cpuCount: Int? = nil,
        memoryBytes: Int64? = nil,
        memoryTotalBytes: Int64? = nil,
        diskBytes: Int64? = nil,
        diskTotalBytes: Int64? = nil,
        system: String? = nil,
        name: String? = nil,
        message: String? = nil,
        since: Timestamp? = nil,
        target: String? = nil,
        clockSkewSeconds: Double? = nil,
        containerMemoryBytes: Int64? = nil,
        persistBytes: Int64? = nil
    ) {
        self.name = name
        self.message = message
        self.since = since
        self.target = target
        self.kind = kind
        self.state = state
        self.address = address
        self.bridgeAddress = bridgeAddress
        self.startedAt = startedAt
        self.cpuPercent = cpuPercent
        self.cpuCount = cpuCount
        self.memoryBytes = memoryBytes
        self.memoryTotalBytes = memoryTotalBytes
        self.diskBytes = diskBytes
        self.diskTotalBytes = diskTotalBytes
        self.system = system
        self.clockSkewSeconds = clockSkewSeconds
        self.containerMemoryBytes = containerMemoryBytes
        self.persistBytes = persistBytes
    }
}

/// One bundle of the specs.
public struct BundleStatus: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// What the specs say of it.
    public var description: String
    /// Whether it is activated.
    public var active: Bool

    /// A bundle's status.
    public init(name: String, description: String, active: Bool) {
        self.name = name
        self.description = description
        self.active = active
    }
}

/// An app or a service and its container.
public struct ContainerStatus: Codable, Sendable, Equatable {
    /// Name in the specs; the row's identity together with whether it is an app.
    public var name: String
    /// What it is doing.
    public var state: ContainerState
    /// `healthy`, `unhealthy`, `starting`; absent without a health check.
    public var health: String?
    /// Full id of the container.
    public var container: String?
    /// Image the container was made from, or would be.
    public var image: String?
    /// Since when the state holds: start of the process, or its end.
    public var since: Timestamp?
    /// Set when the engine no longer answers: the row says what was true then.
    public var staleSince: Timestamp?
    /// CPU use in percent of one core; absent when not running or not measured yet.
    public var cpuPercent: Double?
    /// Memory use in bytes.
    public var memoryBytes: Int64?
    /// Memory limit in bytes; absent when unlimited.
    public var memoryLimitBytes: Int64?
    /// How often the engine restarted it after a crash.
    public var restarts: Int
    /// Where it answers, such as `http://shop.local/` or `tcp://db.shop.local:5432`.
    public var urls: [String]
    /// Forwarded ports as `host_port:upstream_port:container_port`.
    public var ports: [String]
    /// Full names of the repos mounted into it: its own, then its libs'.
    public var repos: [String]
    /// Worst sync state of these repos; absent without repos.
    public var sync: SyncStatus.State?
    /// False when it runs and no active bundle needs it any more.
    public var wanted: Bool
    /// Number of the job that works on it now.
    public var job: Int?
    /// Set while it has been asked to end and has not.
    public var ending: Ending?
    /// The last thing worth saying of it, such as why it could not start.
    public var message: String?

    /// A row with its parts; what is not given is absent or empty.
    public init(
        name: String,
        state: ContainerState,
        health: String? = nil,
        container: String? = nil,
        image: String? = nil,
        since: Timestamp? = nil,
        staleSince: Timestamp? = nil,
        cpuPercent: Double? = nil,
        memoryBytes: Int64? = nil,
        memoryLimitBytes: Int64? = nil,
        restarts: Int = 0,
        urls: [String] = [],
        ports: [String] = [],
        repos: [String] = [],
        sync: SyncStatus.State? = nil,
        wanted: Bool = true,
        job: Int? = nil,
        ending: Ending? = nil,
        message: String? = nil
    ) {
        self.name = name
        self.state = state
        self.health = health
        self.container = container
        self.image = image
        self.since = since
        self.staleSince = staleSince
        self.cpuPercent = cpuPercent
        self.memoryBytes = memoryBytes
        self.memoryLimitBytes = memoryLimitBytes
        self.restarts = restarts
        self.urls = urls
        self.ports = ports
        self.repos = repos
        self.sync = sync
        self.wanted = wanted
        self.job = job
        self.ending = ending
        self.message = message
    }
}

/// A container that was asked to end and has not yet.
public struct Ending: Codable, Sendable, Equatable {
    /// When it was asked.
    public var since: Timestamp
    /// When it is killed unless it has ended.
    public var killAt: Timestamp

    /// An end that was asked for.
    public init(since: Timestamp, killAt: Timestamp) {
        self.since = since
        self.killAt = killAt
    }
}

/// An active lib.
public struct LibStatus: Codable, Sendable, Equatable {
    /// Name in the specs.
    public var name: String
    /// Full name of its repo.
    public var repo: String
    /// Names of the active apps that mount it.
    public var usedBy: [String]

    /// A lib's status.
    public init(name: String, repo: String, usedBy: [String]) {
        self.name = name
        self.repo = repo
        self.usedBy = usedBy
    }
}

/// How far the machine's copy of one repo is.
public struct SyncStatus: Codable, Sendable, Equatable {
    /// What the copy is.
    public enum State: String, Codable, Sendable, CaseIterable {
        /// The copy was the same as the repo when last synced.
        case ok
        /// A transfer runs.
        case syncing
        /// Never synced, or the source moved since.
        case stale
        /// The last transfer failed.
        case failed
    }

    /// Full name of the repo, as written in the specs.
    public var repo: String
    /// Last component of the name, without `.git`.
    public var shortName: String
    /// Directory on this host that is synced from.
    public var path: String
    /// Whether the path is an override rather than the managed clone.
    public var overridden: Bool
    /// What the copy is.
    public var state: State
    /// Part done, 0 to 100, while syncing.
    public var percent: Double?
    /// Bytes sent so far, or by the last sync.
    public var bytes: Int64
    /// Files sent so far, or by the last sync.
    public var files: Int
    /// Files deleted by the last sync.
    public var deleted: Int
    /// Bytes a second while syncing.
    public var bytesPerSecond: Double?
    /// When the last sync ended well.
    public var syncedAt: Timestamp?
    /// Changes whenever a sync changed the machine's copy.
    public var revision: Int64?
    /// Why the last sync failed.
    public var message: String?

    /// A repo's sync status.
    public init(
        repo: String,
        shortName: String,
        path: String,
        overridden: Bool,
        state: State,
        percent: Double? = nil,
        bytes: Int64 = 0,
        files: Int = 0,
        deleted: Int = 0,
        bytesPerSecond: Double? = nil,
        syncedAt: Timestamp? = nil,
        revision: Int64? = nil,
        message: String? = nil
    ) {
        self.repo = repo
        self.shortName = shortName
        self.path = path
        self.overridden = overridden
        self.state = state
        self.percent = percent
        self.bytes = bytes
        self.files = files
        self.deleted = deleted
        self.bytesPerSecond = bytesPerSecond
        self.syncedAt = syncedAt
        self.revision = revision
        self.message = message
    }
}

/// Something that deserves attention.
public struct Warning: Codable, Sendable, Hashable {
    /// What it concerns: `specs`, `engine`, `disk`, `settings`, …
    public var subject: String
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var hint: String?

    /// A warning with its parts.
    public init(subject: String, message: String, hint: String? = nil) {
        self.subject = subject
        self.message = message
        self.hint = hint
    }
}
