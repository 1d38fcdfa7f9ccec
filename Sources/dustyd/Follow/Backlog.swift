import Synchronization

/// What changed and has not been copied yet: one set, and a signal that there is something in it.
final class Backlog: Sendable {
    /// How long nothing may have changed before it is copied, and how long that is waited for at most.
    private struct Patience {
        var quiet: Duration
        var limit: Duration
    }

    private struct State {
        var changes = Changes()
        /// When the first and the last of it came.
        var first: ContinuousClock.Instant?
        var last: ContinuousClock.Instant?
        /// Until when it is not tried again, unless something more changes.
        var retry: ContinuousClock.Instant?
        /// How often something was added.
        var count = 0
    }

    private static let finished = Patience(quiet: .milliseconds(20), limit: .milliseconds(300))
    /// Longer, because a reader would take half a file for the whole.
    private static let unfinished = Patience(quiet: .milliseconds(300), limit: .seconds(2))

    private let state = Mutex(State())
    private let signal: AsyncStream<Void>.Continuation
    /// Signals that there is something in it. Signals that were not taken yet count as one.
    let signals: AsyncStream<Void>

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Takes in what changed.
    func add(_ news: Changes, at time: ContinuousClock.Instant = .now) {
        guard !news.isEmpty else { return }
        state.withLock { state in
            state.changes.merge(news)
            state.first = state.first ?? time
            state.last = time
            state.retry = nil
            state.count += 1
        }
        signal.yield()
    }

    /// How often something was added.
    var count: Int { state.withLock(\.count) }

    /// Takes back what could not be copied, to be tried again after a while.
    func owe(_ changes: Changes, for delay: Duration, at time: ContinuousClock.Instant = .now) {
        state.withLock { state in
            let isUntouched = state.changes.isEmpty
            var all = changes
            all.merge(state.changes)
            state.changes = all
            state.first = state.first ?? time
            state.last = state.last ?? time
            if isUntouched { state.retry = time + delay }
        }
        signal.yield()
    }

    /// How long to wait before it is taken; nil when there is nothing.
    func delay(at now: ContinuousClock.Instant = .now) -> Duration? {
        state.withLock { state in
            guard !state.changes.isEmpty, let first = state.first, let last = state.last else { return nil }
            if let retry = state.retry { return max(retry - now, .zero) }
            if state.changes.isFew { return .zero }
            let patience = state.changes.isUnfinished ? Self.unfinished : Self.finished
            return max(min(last + patience.quiet, first + patience.limit) - now, .zero)
        }
    }

    /// What is to be copied now, when the first of it came, and up to which addition that is all; nil while a file is being written.
    func take() -> (changes: Changes, since: ContinuousClock.Instant, count: Int?) {
        let taken = state.withLock { state -> (changes: Changes, since: ContinuousClock.Instant, count: Int?) in
            let since = state.first ?? .now
            guard state.changes.isFew, !state.changes.unfinished.isEmpty else {
                defer { state = State(count: state.count) }
                return (state.changes, since, state.count)
            }
            return (state.changes.takeFinished(), since, nil)
        }
        if taken.count == nil { signal.yield() }
        return taken
    }
}
