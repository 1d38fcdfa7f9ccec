import Synchronization

/// Hands values to everybody who subscribed before they were sent.
final class Feed<Value: Sendable>: Sendable {
    private struct State {
        var next = 0
        var subscribers: [Int: AsyncStream<Value>.Continuation] = [:]
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    /// Values from now on.
    func subscribe() -> AsyncStream<Value> {
        let (stream, continuation) = AsyncStream.makeStream(of: Value.self)
        let (id, waiters) = state.withLock { state in
            state.next += 1
            state.subscribers[state.next] = continuation
            defer { state.waiters = [] }
            return (state.next, state.waiters)
        }
        continuation.onTermination = { [self] _ in
            state.withLock { _ = $0.subscribers.removeValue(forKey: id) }
        }
        for waiter in waiters { waiter.resume() }
        return stream
    }

    /// Sends a value to all subscribers.
    func send(_ value: Value) {
        for continuation in state.withLock({ Array($0.subscribers.values) }) { continuation.yield(value) }
    }

    /// Ends all subscriptions.
    func end() {
        for continuation in state.withLock({ Array($0.subscribers.values) }) { continuation.finish() }
    }

    /// Returns at once when there is a subscriber, else when one comes.
    func awaitSubscriber() async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.subscribers.isEmpty { state.waiters.append(continuation) }
                return !state.subscribers.isEmpty
            }
            if isThere { continuation.resume() }
        }
    }
}
