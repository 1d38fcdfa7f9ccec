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
    /// Active apps by name, then existing containers of apps that are no longer active.
    public var apps: [ContainerStatus]
    /// Active services by name, then existing containers of services that are no longer active.
    public var services: [ContainerStatus]
    /// Active libs by name.
    public var libs: [LibStatus]
    /// One per repo in use.
    public var sync: [SyncStatus]
    /// Running and recent jobs, newest first. Jobs that ended before the last few have only their outcome; a job's own
    /// endpoint has the rest.
    public var jobs: [Job]
    /// What deserves attention and is not a row's state.
    public var warnings: [Warning]
    /// Counts changes of what specs and settings say, so that clients know when to ask for definitions again.
    public var revision: Int?
    /// When the stack was stopped for being idle; absent if its containers have been started or stopped since.
    public var idleSince: Timestamp?

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
        warnings: [Warning] = [],
        revision: Int? = nil,
        idleSince: Timestamp? = nil
    ) {
        self.idleSince = idleSince
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
        self.revision = revision
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
    /// The engine's version when it was last reachable.
    public var version: String?
    /// Time since when it is reachable or not.
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
    /// What it is.
    public var kind: MachineKind
    /// How it is.
    public var state: State
    /// Why it cannot be reached, or the progress of its start.
    public var message: String?
    /// Since when the state holds.
    public var since: Timestamp?
    /// Who logs in and where, for the kind `ssh`.
    public var target: String?
    /// The address that the stack's host names lead to.
    public var address: String?
    /// The address of the engine's bridge, to which forwarded ports are bound.
    public var bridgeAddress: String?
    /// Time since when the machine runs.
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
    /// Memory that the stack's containers use, bytes; known while a dashboard is open.
    public var containerMemoryBytes: Int64?
    /// Space that the stack's `/persist` uses, bytes; measured now and then while a dashboard is open.
    public var persistBytes: Int64?

    /// A machine's status.
    public init(
        kind: MachineKind,
        state: State,
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
    /// Its description in the specs.
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

/// Something that deserves attention.
public struct Warning: Codable, Sendable, Hashable {
    /// What it concerns.
    public var subject: Subject
    /// What is wrong.
    public var message: String
    /// What to do about it.
    public var hint: String?

    /// A warning with its parts.
    public init(subject: Subject, message: String, hint: String? = nil) {
        self.subject = subject
        self.message = message
        self.hint = hint
    }
}
