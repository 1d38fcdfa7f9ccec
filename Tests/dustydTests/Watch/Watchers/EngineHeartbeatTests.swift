import DustyCore
import Logging
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct EngineHeartbeatTests {
    private static var quick: PulseRhythm {
        var rhythm = PulseRhythm()
        (rhythm.attended, rhythm.resting) = (.milliseconds(20), .milliseconds(20))
        (rhythm.patience, rhythm.ceiling) = (.milliseconds(200), .milliseconds(400))
        return rhythm
    }

    /// Lets a watcher look at an engine, makes the engine hang, and returns what is said of it then.
    private func lose(
        _ engine: InMemoryEngine,
        _ hang: @escaping @Sendable (inout InMemoryEngine.State) -> Void
    )
        async -> (status: EngineStatus, heard: Timestamp?)
    {
        let observatory = Observatory(facts: .unasked, clock: { .now })
        let watcher = EngineWatcher(
            containers: .all(of: engine),
            pulse: engine,
            observatory: observatory,
            logger: .silent,
            rhythm: Self.quick
        )
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await watcher.run() }
            defer { group.cancelAll() }
            await observatory.until { $0.engine.reachable }
            await engine.awaitWatcher()
            return await observatory.whileViewing {
                engine.change { hang(&$0) }
                await observatory.until { !$0.engine.reachable }
                let lost = await observatory.current().engine
                let heard = await observatory.lastHeard
                engine.change { ($0.hangs, $0.containersHang) = (false, false) }
                engine.endStreams()
                await observatory.until { $0.engine.reachable }
                return (lost, heard)
            }
        }
    }

    @Test func `an engine that hangs is noticed, since its last answer, and comes back`() async {
        let (status, heard) = await lose(InMemoryEngine([.running("api")])) { $0.hangs = true }
        #expect(status.message?.contains("hangs") == true)
        #expect(status.since == heard)
        #expect(status.version == "26.1.5")
    }

    @Test func `a containerd that hangs behind an engine that answers is noticed`() async {
        let (status, heard) = await lose(InMemoryEngine([.running("api")])) { $0.containersHang = true }
        #expect(status.message?.contains("containerd") == true)
        #expect(status.since == heard)
    }

    @Test func `nothing is asked of containers while none runs`() async throws {
        let engine = InMemoryEngine()
        engine.change { $0.containersHang = true }
        let observatory = Observatory.still()
        var heartbeat = EngineHeartbeat(engine: engine, observatory: observatory, rhythm: Self.quick)
        try await heartbeat.check(await observatory.runningContainer())
        #expect(await observatory.lastHeard == .noon)
    }

    @Test func `a busy host is given more time, but not forever`() async throws {
        let engine = InMemoryEngine()
        engine.change { $0.hangs = true }
        var heartbeat = EngineHeartbeat(engine: engine, observatory: .still(), rhythm: Self.quick)
        heartbeat.isBusy = { true }
        let start = ContinuousClock.now
        await #expect(throws: DustyError.self) { try await heartbeat.check(nil) }
        #expect(ContinuousClock.now - start >= Self.quick.ceiling)
    }

    @Test func `the time for an answer follows the slowest of the last and forgets it`() {
        var rhythm = PulseRhythm()
        #expect(rhythm.deadline == .milliseconds(1100))
        rhythm.answered(after: .milliseconds(500))
        #expect(rhythm.deadline == .seconds(2))
        rhythm.answered(after: .seconds(10))
        #expect(rhythm.deadline == .seconds(3))
        for _ in 0..<30 { rhythm.answered(after: .milliseconds(2)) }
        #expect(rhythm.deadline == .milliseconds(1100))
        // Two seconds from the last answer to the row that says so.
        #expect(rhythm.attended + rhythm.deadline <= .milliseconds(1800))
    }

    @Test func `a snapshot that is asked for is confirmed first when the last sign of life is old`() async throws {
        let engine = InMemoryEngine()
        let observatory = Observatory(facts: .unasked, clock: { .now })
        await observatory.update { $0.engine = EngineStatus(reachable: true, since: .noon) }
        // Heard of long ago, and silent since.
        await observatory.hear(at: .noon)
        engine.change { $0.hangs = true }
        let watch = Task {
            var heartbeat = EngineHeartbeat(engine: engine, observatory: observatory, rhythm: Self.quick)
            do { try await heartbeat.listen() } catch {
                await observatory.update { $0.engine.reachable = false }
            }
        }
        #expect(await observatory.confirmedSnapshot().engine.reachable == false)
        watch.cancel()
        #expect(await !observatory.isAttended())
    }
}

extension StackFacts {
    /// A stack whose engine has not been asked yet.
    static var unasked: StackFacts {
        var facts = StackFacts.empty
        facts.engine = EngineStatus(reachable: false, since: .noon, message: "not asked yet")
        return facts
    }
}

extension Observatory {
    /// Returns once the facts are so.
    func until(_ holds: @Sendable (StackFacts) -> Bool) async {
        for await _ in changes() where holds(current()) { return }
    }
}
