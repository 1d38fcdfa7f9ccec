/// Reports what changes below a directory.
protocol TreeWatcher: Sendable {
    /// Watches a directory with the rights of its reader until that cannot go on or the task is cancelled. First, and
    /// whenever it may have missed something, it reports that anything may have changed.
    func watch(
        _ root: String,
        as reader: User,
        draining drain: WatchDrain?,
        _ tell: @escaping @Sendable (Changes) -> Void
    ) async throws -> WatchEnd
    /// Returns when the directory may be there again.
    func awaitReturn(of root: String, as reader: User) async throws
}

extension TreeWatcher {
    /// The same without a drain.
    func watch(
        _ root: String,
        as reader: User,
        _ tell: @escaping @Sendable (Changes) -> Void
    ) async throws -> WatchEnd {
        try await watch(root, as: reader, draining: nil, tell)
    }
}

/// Why a directory is no longer watched.
enum WatchEnd: Sendable, Equatable {
    /// It, or a parent of it, was moved or removed.
    case lost
    /// The kernel or our limit allows no more watches; this many directories were watched by then.
    case exhausted(Int)
}
