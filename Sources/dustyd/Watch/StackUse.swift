import Synchronization

/// Who uses a stack through the daemon: every request about it counts, for as long as it is being answered.
final class StackUse: Sendable {
    private struct State {
        var open = 0
        var came = false
    }

    private let state = Mutex(State())

    /// Whether a request is being answered, or one came since this was asked last.
    func take() -> Bool {
        state.withLock { state in
            defer { state.came = false }
            return state.open > 0 || state.came
        }
    }

    func begin() {
        state.withLock { state in
            state.open += 1
            state.came = true
        }
    }

    func end() {
        state.withLock { $0.open -= 1 }
    }
}
