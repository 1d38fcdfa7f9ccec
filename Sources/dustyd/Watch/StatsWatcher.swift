import DustyCore
import ServiceLifecycle
import Synchronization

/// Measures running containers and the machine, once a second, and only while somebody looks.
final class StatsWatcher: Service {
    let engine: any EngineObserver
    let machine: any Machine
    let observatory: Observatory
    /// Containers whose stream of measurements is open.
    private let open = Mutex<Set<String>>([])

    init(engine: any EngineObserver, machine: any Machine, observatory: Observatory) {
        self.engine = engine
        self.machine = machine
        self.observatory = observatory
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.watchMachine() }
                for await _ in await self.observatory.changes() {
                    for id in await self.running() where self.open.withLock({ $0.insert(id).inserted }) {
                        group.addTask { await self.measure(id) }
                    }
                }
            }
        }
    }

    private func running() async -> Set<String> {
        guard await observatory.isViewed() else { return [] }
        return Set(await observatory.current().containers.filter(\.state.isRunning).map(\.id))
    }

    private func measure(_ id: String) async {
        defer { open.withLock { _ = $0.remove(id) } }
        try? await engine.stats(container: id) { use in
            guard await self.running().contains(id) else { throw CancellationError() }
            await self.observatory.update { $0.stats[id] = use }
        }
    }

    private func watchMachine() async {
        while !Task.isCancelled {
            if await observatory.isViewed() { await refreshMachine() }
            try? await Task.sleep(for: .seconds(2))
        }
    }

    private func refreshMachine() async {
        let status = await machine.status()
        await observatory.update { $0.machine = status }
    }
}
