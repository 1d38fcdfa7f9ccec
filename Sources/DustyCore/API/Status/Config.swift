/// One setting.
public struct SettingStatus: Codable, Sendable, Equatable {
    /// Its key in the file.
    public var key: String
    /// What it takes.
    public var type: Kind
    /// What it means.
    public var summary: String
    /// Its value as text; absent when it is not set, or is a list.
    public var value: String?
    /// The entries of a list or map, without anything that may be secret.
    public var items: [String]?
    /// The command that changes it.
    public var command: String

    /// A setting with its parts.
    public init(
        key: String,
        type: Kind,
        summary: String,
        value: String? = nil,
        items: [String]? = nil,
        command: String
    ) {
        self.key = key
        self.type = type
        self.summary = summary
        self.value = value
        self.items = items
        self.command = command
    }
}

/// A setting's new value.
public struct SettingRequest: Codable, Sendable, Equatable {
    /// Its key.
    public var key: String
    /// Its new value; absent to remove it.
    public var value: String?
    /// Of `specs_repo`: whether it is the same project at another place, which keeps the existing data; no when absent.
    public var sameProject: Bool?

    /// A request with its parts.
    public init(key: String, value: String?, sameProject: Bool? = nil) {
        self.key = key
        self.value = value
        self.sameProject = sameProject
    }
}

/// The first settings; what is absent stays as it is.
public struct SetupRequest: Codable, Sendable, Equatable {
    /// Where the specs come from, in any form a repo may have.
    public var specsRepo: String?
    /// Login name of the user who may always connect.
    public var owner: String?
    /// Bundles to activate, instead of the active ones.
    public var bundles: [String]?
    /// The caller's SSH agent, for git.
    public var sshAuthSock: String?
    /// Whether the new specs are those of the same project, which keeps the existing data; no when absent.
    public var sameProject: Bool?

    /// A request with its parts.
    public init(
        specsRepo: String? = nil,
        owner: String? = nil,
        bundles: [String]? = nil,
        sshAuthSock: String? = nil,
        sameProject: Bool? = nil
    ) {
        self.specsRepo = specsRepo
        self.owner = owner
        self.bundles = bundles
        self.sshAuthSock = sshAuthSock
        self.sameProject = sameProject
    }
}

/// The result of setting up.
public struct SetupReport: Codable, Sendable, Equatable {
    /// Where the specs come from.
    public var specsRepo: String
    /// Directory that contains them now.
    public var specsPath: String
    /// Who may always connect.
    public var owner: String
    /// Every bundle of the specs.
    public var bundles: [BundleStatus]
    /// What is wrong with the specs.
    public var problems: [SpecProblem]

    /// A report with its parts.
    public init(
        specsRepo: String,
        specsPath: String,
        owner: String,
        bundles: [BundleStatus],
        problems: [SpecProblem]
    ) {
        self.specsRepo = specsRepo
        self.specsPath = specsPath
        self.owner = owner
        self.bundles = bundles
        self.problems = problems
    }
}
