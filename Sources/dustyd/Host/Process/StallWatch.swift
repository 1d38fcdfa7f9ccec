import Glibc
import Synchronization

/// Ends a program that moves no byte for too long. Whoever reads from it or writes to it says when it waits for the program: how long the other
/// side takes is not the program's fault.
final class StallWatch: Sendable {
    private struct State {
        var since: ContinuousClock.Instant?
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let limit: Duration

    init(limit: Duration) {
        self.limit = limit
    }

    /// Whether it has ended the program.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// From now on the program is waited for.
    func waits() {
        state.withLock { $0.since = ContinuousClock.now }
    }

    /// The program has done something, and what is made of it may take as long as it takes.
    func works() {
        state.withLock { $0.since = nil }
    }

    /// Watches a process until cancelled.
    func watch(_ process: Int32) async {
        while !Task.isCancelled {
            let rest = state.withLock { state in state.since.map { limit - (ContinuousClock.now - $0) } ?? limit }
            if rest <= .zero {
                state.withLock { $0.hasEnded = true }
                kill(process, SIGKILL)
                return
            }
            try? await Task.sleep(for: rest)
        }
    }
}
