/// An app or a service and its container.
public struct ContainerStatus: Codable, Sendable, Equatable {
    /// Name in the specs; together with whether it is an app it identifies the row.
    public var name: String
    /// What it is doing.
    public var state: ContainerState
    /// What its health check says; absent without one.
    public var health: ContainerHealth?
    /// Full id of the container.
    public var container: String?
    /// Image the container was made from, or would be.
    public var image: String?
    /// Time since when the state holds: start of the process, or its end.
    public var since: Timestamp?
    /// Set when the engine no longer answers: the row then shows the last known state.
    public var staleSince: Timestamp?
    /// CPU use in percent of one core; absent when not running or not measured yet.
    public var cpuPercent: Double?
    /// Memory use in bytes.
    public var memoryBytes: Int64?
    /// Memory limit in bytes; absent when unlimited.
    public var memoryLimitBytes: Int64?
    /// How often the engine restarted it after a crash.
    public var restarts: Int
    /// Exit code of its last run, while the engine starts it again and again.
    public var lastExit: Int?
    /// True when it should run and does not, or not as it should. Older daemons do not report it.
    public var failing: Bool?
    /// True when it runs and has lost its place on the stack's network; absent otherwise.
    public var cutOff: Bool?
    /// True when its container was made from another definition than the current one; absent otherwise.
    public var outdated: Bool?
    /// Where it answers, such as `http://shop.local/` or `tcp://db.shop.local:5432`.
    public var urls: [String]
    /// Forwarded ports as `host_port:upstream_port:container_port`.
    public var ports: [String]
    /// Full names of the repos mounted into it: its own, then its libs'.
    public var repos: [String]
    /// Worst sync state of these repos; absent without repos.
    public var sync: SyncStatus.State?
    /// Full names of the repos whose code changed after the container's process started; absent when there are none.
    public var olderCode: [String]?
    /// The stack whose container it is, when this one shares it; absent for a container of the stack's own.
    public var sharedBy: String?
    /// Stacks that use this container as theirs, by name; absent when there are none.
    public var sharedWith: [String]?
    /// False when it runs although no active bundle needs it.
    public var wanted: Bool
    /// Number of the job that works on it.
    public var job: Int?
    /// Set while it is stopping.
    public var ending: Ending?
    /// The latest remark, such as why it could not start.
    public var message: String?

    /// A row with its parts; what is not given is absent or empty.
    public init(
        name: String,
        state: ContainerState,
        health: ContainerHealth? = nil,
        container: String? = nil,
        image: String? = nil,
        since: Timestamp? = nil,
        staleSince: Timestamp? = nil,
        cpuPercent: Double? = nil,
        memoryBytes: Int64? = nil,
        memoryLimitBytes: Int64? = nil,
        restarts: Int = 0,
        lastExit: Int? = nil,
        failing: Bool? = nil,
        cutOff: Bool? = nil,
        outdated: Bool? = nil,
        urls: [String] = [],
        ports: [String] = [],
        repos: [String] = [],
        sync: SyncStatus.State? = nil,
        olderCode: [String]? = nil,
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
        self.lastExit = lastExit
        self.failing = failing
        self.cutOff = cutOff
        self.outdated = outdated
        self.urls = urls
        self.ports = ports
        self.repos = repos
        self.sync = sync
        self.olderCode = olderCode
        self.wanted = wanted
        self.job = job
        self.ending = ending
        self.message = message
    }
}

extension ContainerStatus {
    /// Whether it deserves the failure mark: the daemon knows what should run; if it does not report that, the state
    /// decides.
    public var isFailing: Bool { failing ?? (state.isFailure && state != .exited(0)) }

    /// With which other stack, or stacks, it is shared, in words; nil when it is not.
    public var sharing: String? {
        if let sharedBy { return "shared with \(sharedBy)" }
        return sharedWith.map { "shared with \($0.joined(separator: ", "))" }
    }

    /// Whether it is paused, so that it must be resumed rather than started.
    public var isPaused: Bool { state == .paused }

    /// What it does or did, to follow its name: `is unhealthy`, `exited with code 1`.
    public var predicate: String {
        switch state {
        case .restarting where isFailing && restarts > 0:
            "crashed \(restarts) times" + (lastExit.map { ", the last time with exit code \($0)" } ?? "")
        default: state.predicate
        }
    }

    /// The state with the number of restarts and the exit code: `x14 exit 3` for a crash loop.
    public var stateWords: String {
        if cutOff == true, state == .unhealthy { return "no network" }
        switch state {
        case .restarting where isFailing: return "x\(restarts)" + (lastExit.map { " exit \($0)" } ?? "")
        case .exited(let code) where restarts > 1: return "x\(restarts) exit \(code)"
        default: return state.description
        }
    }
}

/// A container that is stopping.
public struct Ending: Codable, Sendable, Equatable {
    /// When it was asked.
    public var since: Timestamp
    /// When it is killed unless it has ended.
    public var killAt: Timestamp

    /// A stop in progress.
    public init(since: Timestamp, killAt: Timestamp) {
        self.since = since
        self.killAt = killAt
    }
}

/// What an app or a service is doing, as one word that is the same on the screen, in tables and in JSON.
public enum ContainerState: Sendable, Hashable {
    /// Running, and healthy if it has a health check.
    case up
    /// Running, its health check has not passed yet.
    case starting
    /// A job builds or pulls its image.
    case building
    /// A job restarts it, or the engine does after a crash.
    case restarting
    /// A job stops it.
    case stopping
    /// Stopped on purpose, or created and never started.
    case stopped
    /// Frozen: `docker pause`.
    case paused
    /// Ended on its own with this exit code.
    case exited(Int)
    /// Running, its health check fails.
    case unhealthy
    /// Wanted, and no container exists.
    case missing
    /// The last known state is no longer reliable.
    case stale

    /// Whether the container's process runs.
    public var isRunning: Bool {
        switch self {
        case .up, .starting, .unhealthy: true
        default: false
        }
    }

    /// What the container does or did, to follow its name.
    public var predicate: String {
        if case .exited(let code) = self { return "exited with code \(code)" }
        return self == .missing ? "has no container" : "is \(self)"
    }

    /// Whether the row deserves the failure mark.
    public var isFailure: Bool {
        switch self {
        case .exited(let code): code != 0
        case .unhealthy: true
        default: false
        }
    }
}

extension ContainerState: CustomStringConvertible, LosslessStringConvertible, Codable {
    private static let words: [String: ContainerState] = [
        "up": .up, "starting": .starting, "building": .building, "restarting": .restarting, "stopping": .stopping,
        "stopped": .stopped, "paused": .paused, "unhealthy": .unhealthy, "missing": .missing, "stale": .stale,
    ]

    /// The state from its word.
    public init?(_ description: String) {
        if let state = Self.words[description] {
            self = state
        } else if description.hasPrefix("exited "), let code = Int(description.dropFirst(7)) {
            self = .exited(code)
        } else {
            return nil
        }
    }

    /// The state's word, such as `up` or `exited 137`.
    public var description: String {
        if case .exited(let code) = self { return "exited \(code)" }
        return Self.words.first { $0.value == self }?.key ?? "stale"
    }

    /// Reads the word; a word of a newer daemon becomes `stale`.
    public init(from decoder: any Decoder) throws {
        self = ContainerState(try decoder.singleValueContainer().decode(String.self)) ?? .stale
    }

    /// Writes the word.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
