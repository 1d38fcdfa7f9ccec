import Synchronization

/// Waiting that can be ended.
enum Pause {
    /// Waits; false when the task was cancelled.
    static func milliseconds(_ milliseconds: Int64) async -> Bool {
        do {
            try await Task.sleep(for: .milliseconds(milliseconds))
            return true
        } catch {
            return false
        }
    }
}

/// Counts tries since the last success.
final class Tries: Sendable {
    private let count = Atomic<Int>(0)

    /// Something worked.
    func reset() {
        count.store(0, ordering: .relaxed)
    }

    /// Number of the try, from 0.
    func next() -> Int {
        count.add(1, ordering: .relaxed).oldValue
    }
}
