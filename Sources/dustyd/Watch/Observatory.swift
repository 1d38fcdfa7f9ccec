import DustyCore

/// The one place for everything known of the stack. Watchers and jobs put facts in; clients get snapshots out.
actor Observatory {
    private var facts: StackFacts
    private let clock: @Sendable () -> Timestamp
    private var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    private var nextListener = 0
    private var viewers = 0
    /// Clients that wait for the engine's sign of life.
    private var glances = 0
    /// Who uses the stack through the daemon.
    nonisolated let use = StackUse()
    /// When the engine last answered.
    private(set) var lastHeard: Timestamp?

    init(facts: StackFacts, clock: @escaping @Sendable () -> Timestamp) {
        self.facts = facts
        self.clock = clock
    }

    /// The time now.
    nonisolated var now: Timestamp { clock() }

    /// What is known.
    func current() -> StackFacts {
        facts
    }

    /// What clients are shown.
    func snapshot() -> Snapshot {
        facts.snapshot(at: clock())
    }

    /// Puts facts in and signals all listeners.
    func update(_ change: @Sendable (inout StackFacts) -> Void) {
        change(&facts)
        for listener in listeners.values { listener.yield() }
    }

    /// A signal now and after every change; signals that were not taken yet are one.
    func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let id = nextListener
        nextListener += 1
        listeners[id] = continuation
        continuation.onTermination = { _ in
            Task { await self.forget(id) }
        }
        continuation.yield()
        return stream
    }

    /// Runs `body` while counting one more viewer; measurements are only taken while there is one.
    func whileViewing<Value: Sendable>(_ body: @Sendable () async throws -> Value) async rethrows -> Value {
        viewers += 1
        update { _ in }
        defer {
            viewers -= 1
            update { _ in }
        }
        return try await body()
    }

    /// Whether there is a viewer.
    func isViewed() -> Bool {
        viewers > 0
    }

    /// Whether a client watches or a job runs, so that news of the engine is urgent.
    func isAttended() -> Bool {
        viewers > 0 || glances > 0 || facts.jobs.contains { !$0.state.isFinal }
    }

    /// Records that the engine has just answered. Only clients that wait for it are woken.
    func hear(at time: Timestamp? = nil) {
        lastHeard = time ?? clock()
        if glances > 0 { update { _ in } }
    }

    /// Runs `body` while counting one more client that waits for the engine's sign of life.
    func whileGlancing(_ body: @Sendable () async -> Void) async {
        glances += 1
        update { _ in }
        await body()
        glances -= 1
    }

    private func forget(_ id: Int) {
        listeners[id] = nil
    }
}

extension Observatory {
    /// The age from which what the engine reported is no longer news, in seconds.
    private static let freshness = 1.0
    /// Longest time that a client waits for the engine's sign of life.
    private static let patience = Duration.seconds(4)

    /// The snapshot for clients, once the engine was confirmed just now to answer or not.
    func confirmedSnapshot() async -> Snapshot {
        guard current().engine.reachable, let lastHeard, now.seconds(since: lastHeard) > Self.freshness else {
            return snapshot()
        }
        await whileGlancing {
            _ = try? await withDeadline(Self.patience) {
                for await _ in await self.changes() {
                    let isReachable = await self.current().engine.reachable
                    if await self.lastHeard != lastHeard || !isReachable { return }
                }
            }
        }
        return snapshot()
    }

    /// The first container of the stack that runs.
    func runningContainer() -> String? {
        current().containers.first { $0.status == .running }?.id
    }
}
