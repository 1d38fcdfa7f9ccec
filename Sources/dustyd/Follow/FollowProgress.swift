import DustyCore
import Synchronization

/// The progress of a follower, put together from its two halves.
final class FollowProgress: Sendable {
    /// The state of the half that watches.
    enum Watch: Sendable, Equatable {
        case starting
        case watching
        case scanning(String)
        case lost(String)
    }

    private struct State {
        var watch = Watch.starting
        /// Whether all of it is being copied, or a part; nil while nothing is.
        var isCopyingAll: Bool?
        var failure: DustyError?
        var latency: Double?
        var sequence = 0
        /// Up to which addition to the backlog everything is copied.
        var settled = 0
        var waiters: [Int: AsyncStream<Void>.Continuation] = [:]
    }

    private let state = Mutex(State())
    private let signal: AsyncStream<Void>.Continuation
    /// Signals each change. Changes that were not taken yet count as one.
    let signals: AsyncStream<Void>

    init() {
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        signal.yield()
    }

    var isLost: Bool {
        state.withLock { if case .lost = $0.watch { true } else { false } }
    }

    func note(_ watch: Watch) {
        let isNew = state.withLock { state in
            defer { state.watch = watch }
            return state.watch != watch
        }
        if isNew { signal.yield() }
    }

    /// Something is being copied from now on.
    func begin(_ changes: Changes) {
        state.withLock { $0.isCopyingAll = changes.isBlind }
        signal.yield()
    }

    /// It has been copied; a latency is only reported for awaited changes.
    func end(changed: Bool, after latency: Double?) {
        state.withLock { state in
            state.isCopyingAll = nil
            state.failure = nil
            if changed { state.sequence += 1 }
            if changed, let latency { state.latency = latency }
        }
        signal.yield()
    }

    /// Everything added to the backlog up to this addition is copied.
    func settle(upTo count: Int) {
        state.withLock { state in
            state.settled = max(state.settled, count)
            state.waiters.values.forEach { $0.yield() }
        }
    }

    /// Whether everything added to the backlog up to an addition is copied.
    func isSettled(upTo count: Int) -> Bool { state.withLock { $0.settled >= count } }

    /// Waits until everything added to the backlog up to an addition is copied, and changes were copied this many
    /// times.
    func await(_ count: Int, sequence: Int) async {
        let (changes, waiter) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let key = Int.random(in: 0...Int.max)
        state.withLock { $0.waiters[key] = waiter }
        defer { state.withLock { _ = $0.waiters.removeValue(forKey: key) } }
        waiter.yield()
        for await _ in changes where state.withLock({ $0.settled >= count && $0.sequence >= sequence }) {
            return
        }
    }

    /// It could not be copied.
    func end(_ failure: DustyError) {
        state.withLock { state in
            state.isCopyingAll = nil
            state.failure = failure
        }
        signal.yield()
    }

    var status: FollowStatus {
        state.withLock { state in
            let (word, message) = Self.word(state)
            return FollowStatus(
                state: word,
                latencyMilliseconds: state.latency,
                sequence: state.sequence,
                message: message
            )
        }
    }

    private static func word(_ state: State) -> (FollowStatus.State, String?) {
        switch state.watch {
        case .lost(let why): return (.lost, why)
        case .starting, .watching, .scanning: break
        }
        if let failure = state.failure {
            return (failure.code == .unavailable ? .unreachable : .failed, failure.message)
        }
        if let isCopyingAll = state.isCopyingAll { return (isCopyingAll ? .reconciling : .settling, nil) }
        switch state.watch {
        case .scanning(let why): return (.scanning, why)
        case .watching: return (.following, nil)
        default: return (.reconciling, nil)
        }
    }
}
