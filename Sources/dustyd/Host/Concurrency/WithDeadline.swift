import Synchronization

/// Runs `body`, for at most this long; nil on timeout.
func withDeadline<Value: Sendable>(
    _ time: Duration,
    _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value? {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: time)
            return nil
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}

/// Runs `body`, which calls `alive` whenever there is progress; nil when there was none for this long, however long the
/// whole takes.
func withSilenceLimit<Value: Sendable>(
    _ limit: Duration,
    _ body: @escaping @Sendable (_ alive: @escaping @Sendable () -> Void) async throws -> Value
) async throws -> Value? {
    let clock = ContinuousClock()
    let latest = Latest(clock.now)
    return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask {
            try await body { latest.time.withLock { $0 = clock.now } }
        }
        group.addTask {
            while true {
                let due = latest.time.withLock { $0 } + limit
                if due <= clock.now { return nil }
                try await Task.sleep(until: due, clock: clock)
            }
        }
        defer { group.cancelAll() }
        return try await group.next() ?? nil
    }
}

/// When there was progress last.
private final class Latest: Sendable {
    let time: Mutex<ContinuousClock.Instant>

    init(_ time: ContinuousClock.Instant) {
        self.time = Mutex(time)
    }
}
