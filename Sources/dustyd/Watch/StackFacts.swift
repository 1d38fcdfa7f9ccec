import DustyCore

/// All that the daemon knows of its stack at one moment; the snapshot is a pure function of it.
struct StackFacts: Sendable {
    /// Name of the stack.
    var stack: String
    /// The daemon itself.
    var daemon: DaemonStatus
    /// Fingerprints of the definitions that containers would be made from now, by app or service; empty while that is not known.
    var definitions: [String: String] = [:]
    /// Apps and services in the last Compose file, so that containers were asked for; nil while that is not known.
    var composed: Set<String>?
    /// Counts changes of what specs and settings say.
    var revision = 0
    /// Whether the engine answers.
    var engine: EngineStatus
    /// The machine.
    var machine: MachineStatus
    /// Bytes that its `/persist` takes, once that was measured.
    var persistBytes: Int64?
    /// Bytes of memory that its containers used when that was last measured; nil while none run.
    var memoryBytes: Int64?
    /// What the specs and settings say ought to exist.
    var wanted = WantedStack()
    /// Containers as the engine last reported them.
    var containers: [ObservedContainer] = []
    /// Services that it has from another stack, by name, as that one knows them.
    var borrowed: [String: Borrowed] = [:]
    /// Services that other stacks have from it, by the stacks' names.
    var borrowers: [String: Set<String>] = [:]
    /// How each container's last run ended, by its id: one that was started again at once is seen running only.
    var exits: [String: ContainerExit] = [:]
    /// When each container was started and how its runs ended, by its id.
    var history: [String: ContainerHistory] = [:]
    /// Resource use by container id.
    var stats: [String: ContainerStats] = [:]
    /// How far containers with a gate are, by container id.
    var readiness: [String: Readiness] = [:]
    /// What jobs are doing to apps and services right now.
    var transitions: [String: Transition] = [:]
    /// Containers that a job stopped: however they ended, it was on purpose.
    var stoppedOnRequest: Set<String> = []
    /// One per repo that is or was in use.
    var sync: [String: SyncStatus] = [:]
    /// How far the followers of active repos are, by repo; empty when nothing is followed.
    var follows: [String: FollowStatus] = [:]
    /// What changed last of each repo while it was followed, with the revision of its copy.
    var changes: [String: (change: CodeChange, revision: Int64)] = [:]
    /// Which code each container's process began with, by the container's id.
    var runs: [String: CodeRun] = [:]
    /// Running and recent jobs, newest first.
    var jobs: [Job] = []
    /// Problems that are not a row's state, by subject, or by a name of their own where a subject can have many.
    var warnings: [String: Warning] = [:]
}

extension [String: Warning] {
    /// The only warning of a subject.
    subscript(subject: Warning.Subject) -> Warning? {
        get { self[subject.rawValue] }
        set { self[subject.rawValue] = newValue }
    }
}

extension StackFacts {
    /// How long an engine may be away, for example during a restart, before waiting for containers is given up.
    private static let patience = 15.0

    /// Throws when the engine has been away for long: nothing that is waited for will be heard of.
    func checkEngine(at now: Timestamp) throws {
        guard !engine.reachable, now.seconds(since: engine.since) > Self.patience else { return }
        throw DustyError(
            .unavailable,
            "the engine stopped: \(engine.message ?? "it does not answer")",
            hint: "start Docker, then run the same again"
        )
    }
}

/// How one run of a container ended.
struct ContainerExit: Sendable, Equatable {
    /// When that run began.
    var startedAt: Timestamp?
    /// What the container was afterwards.
    var state: ContainerState
}

/// What a job is doing to an app or a service.
struct Transition: Sendable, Equatable {
    /// The word its row shows meanwhile.
    var state: ContainerState
    /// The job.
    var job: Int
    /// Set while its container has been asked to end and has not.
    var ending: Ending?
}

/// What ought to exist, in the words of the specs.
struct WantedStack: Sendable, Equatable {
    /// An app or a service that an active bundle needs.
    struct Item: Sendable, Equatable {
        /// Its name.
        var name: String
        /// Image it will be made from; nil when it is built.
        var image: String?
        /// Where it answers.
        var urls: [String]
        /// Forwarded ports.
        var ports: [String]
        /// Full names of its repos.
        var repos: [String]
        /// The directories that it has of repos of which it has not all, by name.
        var parts: [String: [String]] = [:]
        /// Where its commands begin: where it has its repo; nil for its image's own directory.
        var directory: String?
        /// What it must do to count as ready; nil where its start is enough.
        var gate: Gate?
        /// Whether an end with exit code 0 is all that is asked of it.
        var mayEnd = false
        /// Whether its container has a place on the stack's network.
        var isOnStackNetwork = false
        /// The stack that has it; nil for one of its own.
        var lender: String?
        /// Names by which the stack's containers reach it, if another stack has it.
        var lentNames: [String] = []
    }

    /// Services whose containers reach those of another stack, each with the names that it alone has for these.
    var sharing: [String: [String]] = [:]
    /// Every bundle of the specs.
    var bundles: [BundleStatus] = []
    /// Active apps by name.
    var apps: [Item] = []
    /// Active services by name.
    var services: [Item] = []
    /// Apps and services that are not active, with the bundles that have them.
    var inactive: [String: [String]] = [:]
    /// Active libs by name.
    var libs: [LibStatus] = []
    /// Full names of active repos, by short name.
    var repos: [RepoInUse] = []
    /// Whether their copies follow them by themselves.
    var isFollowed = true
    /// After how long without use the containers are stopped; nil for never.
    var idle: Duration?

    /// Why there is nothing of this name to do something with.
    func missing(_ name: String, among known: [String]) -> DustyError {
        inactive[name].map { .inactive(name, in: $0) } ?? .unknown(name, among: known)
    }
}

/// A repo that an active app or lib uses.
struct RepoInUse: Sendable, Equatable {
    /// Full name.
    var name: String
    /// Short name.
    var shortName: String
    /// Directory on this host.
    var path: String
    /// Whether the directory is an override.
    var overridden: Bool
    /// What specs say does not travel to its copy, in lines as in `.gitignore`.
    var exclude: [String] = []
}
