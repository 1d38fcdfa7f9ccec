/// What `GET /v1/version` answers.
public struct VersionInfo: Codable, Sendable, Equatable {
    /// Version of the daemon.
    public var version: String
    /// Version of the API: clients of the same major number understand each other.
    public var api: String
    /// Name of the stack it serves by default.
    public var stack: String
    /// Process id of the daemon.
    public var pid: Int
    /// What it can do that daemons of the same version of the API may not; absent where it says nothing of it.
    public var features: [String]?

    /// It runs a program in a container of its own. One that cannot would run it in the container that is there.
    public static let oneOff = "one_off"
    /// It makes ready what such a container needs, and takes variables, an entrypoint and a directory for a program.
    public static let prepare = "prepare"
    /// It keeps the last lines of containers that are replaced. One that does not would print the present log.
    public static let previousLogs = "previous_logs"
    /// It attaches to a container's own process. One that cannot would open a shell.
    public static let attach = "attach"

    /// Version facts.
    public init(version: String, api: String, stack: String, pid: Int, features: [String]? = nil) {
        self.features = features
        self.version = version
        self.api = api
        self.stack = stack
        self.pid = pid
    }
}

/// Bundles to activate or deactivate.
public struct BundleRequest: Codable, Sendable, Equatable {
    /// Names of bundles.
    public var names: [String]
    /// True to activate, false to deactivate.
    public var active: Bool
    /// Deactivate every bundle that is not named; only with `active`.
    public var only: Bool

    /// A request with its parts.
    public init(names: [String], active: Bool, only: Bool = false) {
        self.names = names
        self.active = active
        self.only = only
    }

    /// Reads a request; `only` may be left out.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        names = try container.decode([String].self, forKey: .names)
        active = try container.decode(Bool.self, forKey: .active)
        only = try container.decodeIfPresent(Bool.self, forKey: .only) ?? false
    }
}

/// One repo of the specs and where its code comes from.
public struct RepoStatus: Codable, Sendable, Equatable {
    /// As written in the specs.
    public var name: String
    /// Last component without `.git`.
    public var shortName: String
    /// Directory that Dusty reads from.
    public var path: String
    /// Whether the path is an override.
    public var overridden: Bool
    /// Whether the directory exists.
    public var present: Bool
    /// Apps and libs that use it; `specs` for the specs repo.
    public var usedBy: [String]
    /// Branch that is checked out; absent when there is none, or nothing is known.
    public var branch: String?
    /// Commits that its remote did not have at the last fetch.
    public var ahead: Int?
    /// Commits of its remote, as last fetched, that are not here.
    public var behind: Int?
    /// Files with changes that are not committed.
    public var changed: Int?
    /// Why its state is not known.
    public var note: String?

    /// A repo's status.
    public init(
        name: String,
        shortName: String,
        path: String,
        overridden: Bool,
        present: Bool,
        usedBy: [String],
        branch: String? = nil,
        ahead: Int? = nil,
        behind: Int? = nil,
        changed: Int? = nil,
        note: String? = nil
    ) {
        self.name = name
        self.shortName = shortName
        self.path = path
        self.overridden = overridden
        self.present = present
        self.usedBy = usedBy
        self.branch = branch
        self.ahead = ahead
        self.behind = behind
        self.changed = changed
        self.note = note
    }
}

/// Where a repo's code comes from.
public struct RepoRequest: Codable, Sendable, Equatable {
    /// Full or short name of the repo.
    public var name: String
    /// Absolute path of a directory to use instead of the managed clone; nil to go back to the managed clone.
    public var path: String?

    /// A request with its parts.
    public init(name: String, path: String?) {
        self.name = name
        self.path = path
    }
}

/// The result of checking the specs.
public struct ValidationReport: Codable, Sendable, Equatable {
    /// Whether there are no problems except warnings.
    public var ok: Bool
    /// Every problem of every file, warnings too.
    public var problems: [SpecProblem]

    /// A report of these problems.
    public init(problems: [SpecProblem]) {
        ok = problems.allSatisfy { $0.severity == .warning }
        self.problems = problems
    }
}

/// Where the code of several repos comes from: all of it changes, or nothing.
public struct RepoChanges: Codable, Sendable, Equatable {
    /// One for each repo.
    public var changes: [RepoRequest]
    /// The caller's SSH agent: returning the specs repo to Dusty may clone it.
    public var sshAuthSock: String?

    /// Changes with their parts.
    public init(_ changes: [RepoRequest], sshAuthSock: String? = nil) {
        self.changes = changes
        self.sshAuthSock = sshAuthSock
    }
}
