/// One repo and the place of its copy on the machine.
public struct SyncMount: Sendable, Hashable {
    /// The repo.
    public var repo: RepoReference
    /// Absolute directory on the machine, machine root included.
    public var path: String

    /// A mount with its parts.
    public init(repo: RepoReference, path: String) {
        self.repo = repo
        self.path = path
    }
}
