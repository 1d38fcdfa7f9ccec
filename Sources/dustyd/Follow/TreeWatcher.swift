/// Reports what changes below a directory.
protocol TreeWatcher: Sendable {
    /// Watches a directory with the rights of its reader until that cannot go on or the task is cancelled. First of all, and whenever it
    /// may have missed something, it tells that anything may have changed. What these lines and its own `.dustyignore` exclude it does not
    /// watch; without lines it watches all of it.
    func watch(
        _ root: String,
        as reader: User,
        excluding lines: [String]?,
        draining drain: WatchDrain?,
        _ tell: @escaping @Sendable (Changes) -> Void
    ) async throws -> WatchEnd
    /// Returns when the directory may be there again.
    func awaitReturn(of root: String, as reader: User) async throws
}

extension TreeWatcher {
    /// How many directories of one repo are watched.
    static var limit: Int { 100_000 }

    /// The same for a directory that is watched as a whole, without a drain.
    func watch(
        _ root: String,
        as reader: User,
        _ tell: @escaping @Sendable (Changes) -> Void
    ) async throws -> WatchEnd {
        try await watch(root, as: reader, excluding: nil, draining: nil, tell)
    }
}

/// Why a directory is no longer watched.
enum WatchEnd: Sendable, Equatable {
    /// It, or a parent of it, was moved or removed.
    case lost
    /// The kernel or our limit allows no more watches; this many directories were watched by then.
    case exhausted(Int)
}
