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

    /// Version facts.
    public init(version: String, api: String, stack: String, pid: Int) {
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

    /// A request with its parts.
    public init(names: [String], active: Bool) {
        self.names = names
        self.active = active
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

    /// A repo's status.
    public init(name: String, shortName: String, path: String, overridden: Bool, present: Bool, usedBy: [String]) {
        self.name = name
        self.shortName = shortName
        self.path = path
        self.overridden = overridden
        self.present = present
        self.usedBy = usedBy
    }
}

/// Where a repo's code shall come from.
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

/// What a look at the specs found.
public struct ValidationReport: Codable, Sendable, Equatable {
    /// Whether there is no problem.
    public var ok: Bool
    /// Every problem of every file.
    public var problems: [SpecProblem]

    /// A report of these problems.
    public init(problems: [SpecProblem]) {
        ok = problems.isEmpty
        self.problems = problems
    }
}
