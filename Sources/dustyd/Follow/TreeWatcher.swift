/// Tells what changes below a directory.
protocol TreeWatcher: Sendable {
    /// Watches a directory with the rights of its reader until that cannot go on or the task is cancelled. First of all, and whenever it
    /// may have missed something, it tells that anything may have changed.
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
    /// It was moved or removed, or one that it lies in was.
    case lost
    /// The kernel or a limit of ours allows no more watches; so many directories were watched by then.
    case exhausted(Int)
}
