/// Paths of the API, used by both ends.
public enum Endpoint {
    /// The version of the API that this code speaks.
    public static let api = "1.0"
    /// `GET`: `VersionInfo`.
    public static let version = "/v1/version"
    /// `GET`: `Snapshot`.
    public static let status = "/v1/status"
    /// `GET`: stream of `Snapshot`.
    public static let watch = "/v1/watch"
    /// `POST` `JobRequest`: `Job`. `GET`: `[Job]`.
    public static let jobs = "/v1/jobs"
    /// `GET`: `Job`.
    public static func job(_ id: Int) -> String { "\(jobs)/\(id)" }
    /// `GET`: stream of `JobEvent`.
    public static func jobEvents(_ id: Int) -> String { "\(jobs)/\(id)/events" }
    /// `POST`: `Job`.
    public static func cancelJob(_ id: Int) -> String { "\(jobs)/\(id)/cancel" }
    /// `GET` with `name` (one or more), `follow`, `tail`, `since`: stream of `LogBatch`.
    public static let logs = "/v1/logs"
    /// `GET`: `[BundleStatus]`. `POST` `BundleRequest`: `[BundleStatus]`.
    public static let bundles = "/v1/bundles"
    /// `GET`: `[RepoStatus]`. `POST` `RepoRequest`: `[RepoStatus]`.
    public static let repos = "/v1/repos"
    /// `POST` `RepoChanges`: `[RepoStatus]`.
    public static let repoChanges = "/v1/repos/changes"
    /// `GET`: `PlanReport`.
    public static let plan = "/v1/plan"
    /// `GET`: `[SyncPreview]`.
    public static let syncPreview = "/v1/plan/sync"
    /// `GET`: `ValidationReport`.
    public static let validate = "/v1/validate"
}
