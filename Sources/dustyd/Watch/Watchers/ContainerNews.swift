import Synchronization

/// Which containers events have named since they were last asked for.
final class ContainerNews: Sendable {
    /// So many are asked for one by one; the engine lists more at once.
    private static let limit = 16

    /// One signal for all news that was not taken.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let state = Mutex(State())

    private struct State {
        var changed: Set<String> = []
        /// Whether others may have changed as well.
        var isUnsure = false
    }

    init() {
        (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        signal.yield()
    }

    func note(_ container: String) {
        state.withLock { state in
            state.changed.insert(container)
            if state.changed.count > Self.limit { (state.changed, state.isUnsure) = ([], true) }
        }
        signal.yield()
    }

    /// After a while, says that more may have changed than was noted.
    func doubt(after time: Duration) async throws {
        try await Task.sleep(for: time)
        state.withLock { $0.isUnsure = true }
        signal.yield()
    }

    /// The containers to ask for, each by itself; nil for all.
    func take() -> Set<String>? {
        state.withLock { state in
            defer { state = State() }
            return state.isUnsure ? nil : state.changed
        }
    }

    /// No more news comes.
    func finish() { signal.finish() }
}
