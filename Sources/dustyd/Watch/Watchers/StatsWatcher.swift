import DustyCore
import ServiceLifecycle
import Synchronization

/// Measures running containers and the machine, and only while a client watches. What comes in is published once a second, all at once: every
/// telling wakes every watcher.
final class StatsWatcher: Service {
    private struct Measurements {
        /// Containers whose stream of measurements is open.
        var open: Set<String> = []
        /// What they told last.
        var latest: [String: ContainerStats] = [:]
    }

    private let engine: any EngineObserver
    private let machine: any Machine
    private let observatory: Observatory
    private let measurements = Mutex(Measurements())

    init(engine: any EngineObserver, machine: any Machine, observatory: Observatory) {
        self.engine = engine
        self.machine = machine
        self.observatory = observatory
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                group.addTask { await self.publish() }
                for await _ in await self.observatory.changes() {
                    for id in await self.running()
                    where self.measurements.withLock({ $0.open.insert(id).inserted }) {
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
        defer {
            measurements.withLock { measurements in
                measurements.open.remove(id)
                measurements.latest[id] = nil
            }
        }
        try? await engine.stats(container: id) { use in
            guard await self.running().contains(id) else { throw CancellationError() }
            self.measurements.withLock { $0.latest[id] = use }
        }
    }

    private func publish() async {
        var isEven = false
        // Without a viewer it does not even wake up.
        for await _ in await observatory.changes() {
            while await observatory.isViewed(), !Task.isCancelled {
                isEven.toggle()
                let status = isEven ? await machine.status() : nil
                let stats = measurements.withLock { $0.latest }
                await observatory.update { facts in
                    let told = facts.stats
                    facts.stats = stats.reduce(into: [:]) { $0[$1.key] = $1.value.steadied(after: told[$1.key]) }
                    if let status { facts.machine = status.steadied(after: facts.machine) }
                }
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }
}
