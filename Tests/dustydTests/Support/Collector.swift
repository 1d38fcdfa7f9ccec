import Synchronization

/// Gathers values from callbacks.
final class Collector<Value: Sendable>: Sendable {
    private let storage = Mutex<[Value]>([])

    /// What was gathered so far, in order.
    var values: [Value] { storage.withLock { $0 } }

    /// Adds a value.
    func add(_ value: Value) {
        storage.withLock { $0.append(value) }
    }
}
