import DustyCore

/// Managed clones of repos. Runs as the calling user, with that user's agent.
protocol GitRepos: Sendable {
    /// Clones the repo to `path`, or fast-forwards the clone that is there to `branch`, the remote's default when nil.
    /// Local changes are never thrown away: what cannot be fast-forwarded is left alone and reported in the result.
    ///
    /// A clone that belongs to another user is that user's, and root updates it as that user; with `owned` it becomes
    /// the caller's own, or the update fails.
    func update(
        _ repo: RepoReference,
        branch: String?,
        at path: String,
        as caller: Caller,
        owned: Bool
    ) async throws -> RepoUpdate
    /// The state of the clone at a path, without asking its remote, read with the rights of the directory's owner.
    func inspect(_ repo: RepoReference, at path: String, as reader: User) async throws -> CloneState
}

extension GitRepos {
    /// The same for a clone that may be another user's.
    func update(_ repo: RepoReference, branch: String?, at path: String, as caller: Caller) async throws -> RepoUpdate {
        try await update(repo, branch: branch, at: path, as: caller, owned: false)
    }
}

/// What an update of a managed clone did.
struct RepoUpdate: Sendable, Equatable {
    /// What happened.
    enum Outcome: Sendable, Equatable {
        case cloned
        case updated
        case current
        /// Diverged or dirty: the reason, for the user.
        case kept(String)
    }

    /// What happened.
    var outcome: Outcome
    /// Full hash of what is checked out.
    var revision: String
    /// Anything else the user should know about the clone.
    var notes: [String] = []
}
