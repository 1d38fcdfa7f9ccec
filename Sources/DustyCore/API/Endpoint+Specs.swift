extension BundleRequest: JSONBody {}
extension RepoRequest: JSONBody {}
extension RepoChanges: JSONBody {}
extension CollectRequest: JSONBody {}
extension SyncedRequest: JSONBody {}
extension IgnoreRequest: JSONBody {}

extension Endpoint<NoInput, [BundleStatus]> {
    /// Every bundle of the specs.
    public static var bundles: Self {
        Self(.get, "/v1/bundles", "Every bundle of the specs.", for: .member, errors: [.specs, .conflict])
    }
}

extension Endpoint<BundleRequest, [BundleStatus]> {
    /// Activates or deactivates bundles.
    public static var changeBundles: Self {
        Self(
            .post,
            "/v1/bundles",
            "Activates or deactivates bundles; answers all of them.",
            for: .member,
            errors: [.invalid, .notFound, .specs, .conflict]
        )
    }
}

extension Endpoint<NoInput, [RepoStatus]> {
    /// Every repo of the specs.
    public static var repos: Self {
        Self(
            .get,
            "/v1/repos",
            "Every repo of the specs, the specs repo included.",
            for: .member,
            cost: .costly,
            errors: [.specs, .conflict]
        )
    }
}

extension Endpoint<RepoRequest, [RepoStatus]> {
    /// Overrides a repo or returns it to Dusty. Some require more than this endpoint does; see `RestrictedChange`.
    public static var changeRepo: Self {
        Self(
            .post,
            "/v1/repos",
            "Overrides a repo with a directory, or returns it to Dusty; answers all of them.",
            for: .member,
            cost: .costly,
            errors: [.invalid, .notFound, .specs, .conflict]
        )
    }
}

extension Endpoint<RepoChanges, [RepoStatus]> {
    /// Overrides several repos or returns them to Dusty.
    public static var changeRepos: Self {
        Self(
            .post,
            "/v1/repos/changes",
            "Overrides several repos or returns them to Dusty, all or none; answers all of them.",
            for: .member,
            cost: .costly,
            errors: [.invalid, .notFound, .specs, .conflict, .failed]
        )
    }
}

extension Endpoint<NoInput, [RepoConflict]> {
    /// Files of containers that were kept because the user changed them too.
    public static var repoConflicts: Self {
        Self(
            .get,
            "/v1/repos/conflicts",
            "Files of containers that were kept because the user changed them too, newest first.",
            for: .member
        )
    }
}

extension Endpoint<CollectRequest, [CollectReport]> {
    /// Brings back to repos what containers made and changed in their copies.
    public static var collect: Self {
        Self(
            .post,
            "/v1/repos/collect",
            "Brings back to repos what containers made and changed in their copies; answers what came back.",
            for: .member,
            cost: .costly,
            errors: [.invalid, .notFound, .specs, .conflict, .failed]
        )
    }
}

extension Endpoint<IgnoreRequest, IgnoreProposal> {
    /// Proposes what of a repo need not travel. Writing it to another user's directory takes more; see `RestrictedChange`.
    public static var ignore: Self {
        Self(
            .post,
            "/v1/repos/ignore",
            "Proposes what of a repo need not travel, because git ignores it, and writes that to its `.dustyignore` when asked to.",
            for: .member,
            cost: .costly,
            errors: [.invalid, .notFound, .specs, .conflict, .failed]
        )
    }
}

extension Endpoint<SyncedRequest, [SyncedReport]> {
    /// Waits until everything done in repos so far is in their copies.
    public static var synced: Self {
        Self(
            .post,
            "/v1/repos/synced",
            "Waits until everything done in repos so far is in their copies; answers the progress of each.",
            for: .member,
            cost: .stream,
            errors: [.invalid, .notFound, .conflict, .failed]
        )
    }
}

extension Endpoint<NoInput, ValidationReport> {
    /// Checks the configured specs.
    public static var validate: Self {
        Self(
            .get,
            "/v1/validate",
            "Checks the configured specs; finding problems is not an error.",
            for: .member,
            cost: .costly,
            errors: [.conflict]
        )
    }
}

extension Endpoint<SuitesQuestion, [TestSuiteInfo]> {
    /// The suites of an app or a lib, sorted by name. Running them is a job.
    public static var testSuites: Self {
        Self(
            .get,
            "/v1/tests/{name}",
            "The test suites of an app or a lib, active or not.",
            for: .member,
            errors: [.notFound, .specs, .conflict]
        )
    }
}

/// Whose suites are wanted.
public struct SuitesQuestion: EndpointParameters, Equatable {
    /// The variable.
    public static let parameters: [EndpointDefinition.Parameter] = [.path("name", "string", "App or lib.")]

    /// App or lib.
    public var name: String

    /// The variable's value.
    public var items: [ParameterItem] { [("name", name)] }

    /// A question about an app or a lib.
    public init(of name: String) {
        self.name = name
    }

    /// What a request said.
    public init(_ values: ParameterValues) {
        name = values["name"] ?? ""
    }
}
