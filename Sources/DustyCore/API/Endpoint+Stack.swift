extension Endpoint<NoInput, VersionInfo> {
    /// Who answers.
    public static var version: Self { Self(.get, "/v1/version", "Who answers.", for: .member, about: .daemon) }
}

extension Endpoint<NoInput, Snapshot> {
    /// The stack as it is now.
    public static var status: Self { Self(.get, "/v1/status", "The stack as it is now.", for: .member) }
}

extension Endpoint<NoInput, JSONLines<Snapshot>> {
    /// The stack as it is now, and again after every change, at most ten times a second. While nothing changes there are empty lines.
    public static var watch: Self {
        Self(
            .get,
            "/v1/watch",
            "The stack as it is now, and again after every change; empty lines in between show that the daemon is alive.",
            for: .member
        )
    }
}

/// The signs of life of a daemon that is watched.
public enum StreamPulse {
    /// Longest time between two lines of a healthy daemon.
    public static let interval = Duration.milliseconds(700)
    /// The silence after which the daemon counts as hanging: noticed within two seconds, and not at the first late
    /// line.
    public static let patience = Duration.milliseconds(1600)
}

extension Endpoint<PlanQuestion, PlanReport> {
    /// What `up` would do now.
    public static var plan: Self {
        Self(
            .get,
            "/v1/plan",
            "What `up` would do, with diffs of the files it would write; changes nothing.",
            for: .member,
            cost: .costly,
            errors: [.notFound, .specs, .conflict]
        )
    }
}

/// Which plan is meant.
public struct PlanQuestion: EndpointParameters, Equatable {
    /// The variable.
    public static let parameters: [EndpointDefinition.Parameter] = [
        .query(
            "name",
            "string",
            "Active app or service, with what it needs; all active ones when absent.",
            repeats: true
        )
    ]

    /// Apps and services; none for all active ones.
    public var names: [String]

    /// The variable's values.
    public var items: [ParameterItem] { .each("name", names) }

    /// A question about apps and services, or about all.
    public init(of names: [String] = []) {
        self.names = names
    }

    /// What a request said.
    public init(_ values: ParameterValues) {
        names = values.all("name")
    }
}

extension Endpoint<SyncQuestion, [SyncPreview]> {
    /// What a sync would do now.
    public static var syncPreview: Self {
        Self(
            .get,
            "/v1/plan/sync",
            "What a sync would send to the machine and delete there; changes nothing.",
            for: .member,
            cost: .costly,
            errors: [.invalid, .notFound, .specs, .conflict]
        )
    }
}

/// Which sync is meant.
public struct SyncQuestion: EndpointParameters, Equatable {
    /// The variables.
    public static let parameters: [EndpointDefinition.Parameter] = [
        .query("name", "string", "Repo, app or lib; may be repeated. Without it every repo in use."),
        .query("exact", "boolean", "Whether what containers made would be deleted too. Default false."),
    ]

    /// Repos, apps or libs; none for every repo in use.
    public var names: [String]
    /// Whether what containers made would be deleted too.
    public var exact: Bool

    /// The variables' values.
    public var items: [ParameterItem] { .each("name", names) + .flag("exact", exact) }

    /// A question about some names.
    public init(of names: [String], exact: Bool) {
        self.names = names
        self.exact = exact
    }

    /// What a request said.
    public init(_ values: ParameterValues) {
        self.init(of: values.all("name"), exact: values.flag("exact"))
    }
}

extension Endpoint<DefinitionQuestion, DefinitionInfo> {
    /// The definition of an active app or service.
    public static var definition: Self {
        Self(
            .get,
            "/v1/definitions/{name}",
            "An active app or service: its spec, what it is compiled to, its environment.",
            for: .member,
            errors: [.notFound, .specs, .conflict]
        )
    }
}

/// Whose definition is wanted.
public struct DefinitionQuestion: EndpointParameters, Equatable {
    /// The variables.
    public static let parameters: [EndpointDefinition.Parameter] = [
        .path("name", "string", "App or service."),
        .query("reveal", "boolean", "Include values of variables that look secret."),
    ]

    /// App or service.
    public var name: String
    /// Whether to include values that look secret.
    public var reveals: Bool

    /// The variables' values.
    public var items: [ParameterItem] { [("name", name)] + .flag("reveal", reveals) }

    /// A question about an app or a service.
    public init(of name: String, revealing: Bool) {
        self.name = name
        reveals = revealing
    }

    /// What a request said.
    public init(_ values: ParameterValues) {
        self.init(of: values["name"] ?? "", revealing: values.flag("reveal"))
    }
}
