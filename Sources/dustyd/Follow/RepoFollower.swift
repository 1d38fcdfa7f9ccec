import DustyCore

/// Keeps the copy of one repo up to date: watches, and has changes copied.
struct RepoFollower: Sendable {
    /// The pause between two scans of a directory that cannot be watched: at least this, and this multiple of a scan's
    /// duration.
    private static let interval = Duration.seconds(2)
    private static let share = 10
    /// The pause before a retry after a failure, doubled each time.
    private static let firstRetry = Duration.seconds(1)
    private static let lastRetry = Duration.seconds(30)

    let path: String
    let reader: User
    /// What specs say does not travel.
    var exclude: [String] = []
    let watcher: any TreeWatcher
    /// Answers whether it is in step.
    let line: FollowLine
    /// Copies what changed; true when that changed the copy.
    let settle: @Sendable (Changes) async throws -> Bool
    /// Reports progress.
    let tell: @Sendable (FollowStatus) async -> Void

    /// Follows until it is cancelled.
    func run() async {
        let (backlog, progress) = (line.backlog, line.progress)
        await withTaskGroup { group in
            group.addTask { await keepWatching(backlog, progress) }
            group.addTask { await keepSettling(backlog, progress) }
            group.addTask {
                for await _ in progress.signals where !Task.isCancelled { await tell(progress.status) }
            }
        }
    }

    private func keepWatching(_ backlog: Backlog, _ progress: FollowProgress) async {
        while !Task.isCancelled {
            do {
                let end = try await watcher.watch(path, as: reader, excluding: exclude, draining: line.drain) {
                    changes in
                    progress.note(.watching)
                    backlog.add(changes)
                }
                if case .exhausted(let count) = end { await scan(backlog, progress, Self.shortage(count)) }
                progress.note(.lost("\(path) is not there; its copy was left as it is"))
                try await watcher.awaitReturn(of: path, as: reader)
                progress.note(.starting)
            } catch is CancellationError {
                return
            } catch {
                let why = (error as? DustyError)?.message ?? "\(path) cannot be watched: \(error)"
                progress.note(.lost(why))
                try? await watcher.awaitReturn(of: path, as: reader)
                // A directory that exists but cannot be watched is not retried all the time.
                try? await Task.sleep(for: Self.firstRetry)
            }
        }
    }

    /// Scans the directory now and then until it is missing.
    private func scan(_ backlog: Backlog, _ progress: FollowProgress, _ why: String) async {
        var state: UInt64?
        progress.note(.scanning(why))
        while !Task.isCancelled {
            let waiters = line.drain?.take() ?? []
            defer { waiters.forEach { $0.finish() } }
            let start = ContinuousClock.now
            let look = try? await UserThread.run(as: reader) { [path, exclude] in
                try SourceLook(at: path, excluding: exclude)
            }
            guard let look else { return }
            if look.state != state || !look.isSettled { backlog.add(.blind) }
            state = look.state
            waiters.forEach { $0.finish() }
            try? await Task.sleep(for: max(Self.interval, (.now - start) * Self.share))
        }
    }

    private func keepSettling(_ backlog: Backlog, _ progress: FollowProgress) async {
        var retry = Self.firstRetry
        for await _ in backlog.signals {
            while !Task.isCancelled {
                let seen = backlog.count
                guard let delay = backlog.delay() else { break }
                guard delay == .zero else {
                    await backlog.rest(delay, since: seen)
                    continue
                }
                let (changes, since, count) = backlog.take()
                // When it is back, everything is compared.
                if progress.isLost { continue }
                progress.begin(changes)
                do {
                    let changed = try await settle(changes)
                    let latency = (.now - since) / .milliseconds(1)
                    progress.end(changed: changed, after: changes.isBlind ? nil : latency)
                    retry = Self.firstRetry
                    if let count { progress.settle(upTo: count) }
                } catch {
                    if Task.isCancelled { return }
                    progress.end(error as? DustyError ?? DustyError(.failed, "\(error)"))
                    backlog.owe(changes, for: retry)
                    retry = min(retry * 2, Self.lastRetry)
                }
            }
        }
    }

    private static func shortage(_ count: Int) -> String {
        count >= HostWatcher.limit
            ? "it has more than \(HostWatcher.limit) directories, so it is looked at every few seconds"
            : "the kernel allows no more watches, so it is looked at every few seconds (`dusty doctor` says how many "
                + "are needed)"
    }
}
