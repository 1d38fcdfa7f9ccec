import DustyCore
import DustyTestSupport
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(5))) struct EngineWatcherTests {
    private func watch(
        _ engine: InMemoryEngine,
        secondLook: Duration = .seconds(3600),
        listLifetime: Duration = .seconds(3600),
        _ body: (Observatory) async -> Void
    ) async throws {
        let observatory = Observatory(facts: .unasked, clock: { .now })
        let containers = StackContainers.all(of: engine)
        // New containers count while they are made for the stack.
        try await containers.registry.begin()
        let watcher = EngineWatcher(
            containers: containers,
            pulse: engine,
            observatory: observatory,
            logger: .silent,
            secondLook: secondLook,
            listLifetime: listLifetime
        )
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await watcher.run() }
            await engine.awaitWatcher()
            await observatory.until { $0.engine.reachable }
            await body(observatory)
            group.cancelAll()
        }
    }

    private func event(_ action: String, _ id: String) -> EngineEvent {
        EngineEvent(action: action, container: id, service: "", time: .noon)
    }

    @Test func `an event makes the daemon ask for the container that it names, not for all`() async throws {
        let engine = InMemoryEngine((0..<40).map { .running("app\($0)") })
        try await watch(engine) { observatory in
            for round in 1...3 {
                engine.change { $0.containers[7].restarts = round }
                engine.send(event("start", "id-app7"))
                await observatory.until { $0.containers.contains { $0.service == "app7" && $0.restarts == round } }
            }
            #expect(Set(engine.current.asked) == ["id-app7"])
            // Once before the events are listened to, once after.
            #expect(engine.current.lists == 2)
            #expect(await observatory.current().containers.count == 40)
        }
    }

    @Test func `containers that come and go are known, in their order`() async throws {
        let engine = InMemoryEngine(["a", "c"].map { .running($0) })
        try await watch(engine) { observatory in
            engine.change { $0.containers = [.running("b"), .running("c")] }
            engine.send(event("destroy", "id-a"))
            engine.send(event("create", "id-b"))
            await observatory.until { $0.containers.map(\.service) == ["b", "c"] }
        }
    }

    @Test func `news of many containers lists all at once`() async throws {
        let engine = InMemoryEngine((0..<40).map { .running("app\($0)") })
        try await watch(engine) { observatory in
            let news = ContainerNews()
            for index in 0..<40 { news.note("id-app\(index)") }
            #expect(news.take() == nil)
            #expect(news.take() == [])
            engine.change { state in
                for index in state.containers.indices { state.containers[index].restarts = 5 }
            }
            for index in 0..<40 { engine.send(event("start", "id-app\(index)")) }
            await observatory.until { $0.containers.allSatisfy { $0.restarts == 5 } }
        }
    }

    @Test func `an event that was missed is made good by the second look, or with the next event after a while`()
        async throws
    {
        for (look, lifetime) in [(Duration.milliseconds(50), Duration.seconds(3600)), (.seconds(3600), .zero)] {
            let engine = InMemoryEngine([.running("a"), .running("b")])
            try await watch(engine, secondLook: look, listLifetime: lifetime) { observatory in
                engine.change { $0.containers[0].restarts = 3 }
                if lifetime == .zero { engine.send(event("start", "id-b")) }
                await observatory.until { $0.containers.contains { $0.service == "a" && $0.restarts == 3 } }
            }
        }
    }
}
