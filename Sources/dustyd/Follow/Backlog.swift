import Synchronization

/// What changed and has not been copied yet: one set, and a signal that it is not empty.
final class Backlog: Sendable {
    /// How long nothing must have changed before copying, and how long to wait for that at most.
    private struct Patience {
        var quiet: Duration
        var limit: Duration
    }

    private struct State {
        var changes = Changes()
        /// When the first and the last change came.
        var first: ContinuousClock.Instant?
        var last: ContinuousClock.Instant?
        /// Until when it is not retried, unless something else changes.
        var retry: ContinuousClock.Instant?
        /// How often something was added.
        var count = 0
        /// Who waits for something to be added.
        var sleeper: AsyncStream<Void>.Continuation?
    }

    private static let finished = Patience(quiet: .milliseconds(20), limit: .milliseconds(300))
    /// Longer, because a reader would mistake half a file for the whole.
    private static let unfinished = Patience(quiet: .milliseconds(300), limit: .seconds(2))

    private let state = Mutex(State())
    private let signal: AsyncStream<Void>.Continuation
    /// Signals that it is not empty. Signals that were not taken yet count as one.
    let signals: AsyncStream<Void>
    /// How many paths are copied as soon as they are known.
    private let width: Int

    init(width: Int = Changes.few) {
        self.width = width
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
            state.sleeper?.finish()
            state.sleeper = nil
        }
        signal.yield()
    }

    /// Waits this long, or until something is added: a file that was being written may be complete. `count` is how
    /// often something had been added when that was decided.
    func rest(_ time: Duration, since count: Int) async {
        let (news, signal) = AsyncStream.makeStream(of: Void.self)
        let isOld = state.withLock { state in
            guard state.count == count else { return true }
            state.sleeper = signal
            return false
        }
        if isOld { return }
        let timer = Task {
            try? await Task.sleep(for: time)
            signal.finish()
        }
        for await _ in news {}
        timer.cancel()
    }

    /// How often something was added.
    var count: Int { state.withLock(\.count) }

    /// Returns what could not be copied, to be retried after a while.
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

    /// How long to wait before taking it; nil when it is empty.
    func delay(at now: ContinuousClock.Instant = .now) -> Duration? {
        state.withLock { state in
            guard !state.changes.isEmpty, let first = state.first, let last = state.last else { return nil }
            if let retry = state.retry { return max(retry - now, .zero) }
            if state.changes.isFew(for: width) { return .zero }
            let patience = state.changes.isUnfinished ? Self.unfinished : Self.finished
            return max(min(last + patience.quiet, first + patience.limit) - now, .zero)
        }
    }

    /// What to copy now, when the first of it came, and the addition up to which it is complete; nil while a file is
    /// being written.
    func take() -> (changes: Changes, since: ContinuousClock.Instant, count: Int?) {
        let taken = state.withLock { state -> (changes: Changes, since: ContinuousClock.Instant, count: Int?) in
            let since = state.first ?? .now
            guard state.changes.isFew(for: width), !state.changes.unfinished.isEmpty else {
                defer { state = State(count: state.count, sleeper: state.sleeper) }
                return (state.changes, since, state.count)
            }
            return (state.changes.takeFinished(), since, nil)
        }
        if taken.count == nil { signal.yield() }
        return taken
    }
}
