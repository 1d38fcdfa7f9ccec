import DustyCore

/// Watches the copy of one repo for what containers make and change there, and has it brought back.
struct CopyFollower: Sendable {
    /// The pause between two rounds, as a multiple of the duration of the first: a container may write all the time.
    private static let share = 10
    /// The pause before a retry after a failure.
    private static let retry = Duration.seconds(5)
    /// How long a new change may go unnoticed during a pause.
    private static let nap = Duration.milliseconds(500)
    /// A copy with more directories is not watched; changes then come back with each sync.
    static let limit = 50_000

    let path: String
    let watcher: any TreeWatcher
    /// Has changes brought back; false when that must wait.
    let collect: @Sendable (CopyWalk.Scope) async throws -> Bool

    /// Follows until it is cancelled.
    func run() async {
        let backlog = Backlog()
        await withTaskGroup { group in
            group.addTask { await keepWatching(backlog) }
            group.addTask { await keepCollecting(backlog) }
        }
    }

    private func keepWatching(_ backlog: Backlog) async {
        let user = SubprocessRunner.currentUser
        while !Task.isCancelled {
            do {
                let end = try await watcher.watch(path, as: user) { backlog.add($0) }
                guard end == .lost else { return }
                try await watcher.awaitReturn(of: path, as: user)
            } catch is CancellationError {
                return
            } catch {
                try? await watcher.awaitReturn(of: path, as: user)
                try? await Task.sleep(for: Self.retry)
            }
        }
    }

    private func keepCollecting(_ backlog: Backlog) async {
        var next = ContinuousClock.now
        for await _ in backlog.signals {
            while !Task.isCancelled, let delay = backlog.delay() {
                let rest = max(delay, next - .now)
                guard rest <= .zero else {
                    try? await Task.sleep(for: min(rest, Self.nap))
                    continue
                }
                let changes = backlog.take().changes
                let start = ContinuousClock.now
                let isDone = try? await collect(changes.scope)
                next = .now + (.now - start) * Self.share
                if isDone != true { backlog.owe(changes, for: isDone == nil ? Self.retry : Self.nap) }
            }
        }
    }
}

extension Changes {
    /// Where such a copy is searched.
    fileprivate var scope: CopyWalk.Scope {
        if isBlind { return .everything }
        return .paths(paths.merging(unfinished.map { ($0, false) }) { first, _ in first })
    }
}
