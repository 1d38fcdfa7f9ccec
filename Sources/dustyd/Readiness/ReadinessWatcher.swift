import DustyCore
import ServiceLifecycle
import Synchronization

/// Probes containers with a gate from their start until they are ready.
final class ReadinessWatcher: Service {
    /// One run of a container, and what to probe.
    private struct Run: Hashable {
        var container: String
        var startedAt: Timestamp?
        var gate: Gate
    }

    /// How fast it tries.
    struct Pace: Sendable {
        /// Pause between attempts while a container starts.
        var starting = Duration.milliseconds(100)
        /// Pause between attempts after its time is up: it may still become ready.
        var late = Duration.seconds(1)
    }

    /// How much clocks of two machines may differ, in seconds.
    private static let clockMargin = 60.0

    private let prober: any ReadinessProber
    private let observatory: Observatory
    private let pace: Pace
    private let watched = Mutex<Set<Run>>([])

    init(prober: any ReadinessProber, observatory: Observatory, pace: Pace = Pace()) {
        self.prober = prober
        self.observatory = observatory
        self.pace = pace
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for await _ in await self.observatory.changes() {
                    for run in await self.untried() where self.watched.withLock({ $0.insert(run).inserted }) {
                        group.addTask { await self.watch(run) }
                    }
                }
            }
        }
    }

    private func untried() async -> [Run] {
        let facts = await observatory.current()
        return facts.containers.compactMap { container in
            guard let gate = facts.gate(of: container.service), container.hasBegun,
                facts.verdict(on: container) == nil
            else { return nil }
            return Run(container: container.id, startedAt: container.startedAt, gate: gate)
        }
    }

    /// Tries until it is ready or this run of it is over.
    private func watch(_ run: Run) async {
        defer { _ = watched.withLock { $0.remove(run) } }
        let deadline = ContinuousClock.now + .seconds(isOld(run) ? 0 : run.gate.timeout)
        await put(.waiting(nil), run)
        while !Task.isCancelled, await isCurrent(run) {
            guard let attempt = try? await prober.attempt(run.gate.probe, on: run.container) else { return }
            let isLate = ContinuousClock.now >= deadline
            switch attempt {
            case .ready:
                // Another check than the engine's says nothing about it.
                guard run.gate.isHealthCheck else { return await put(.ready, run) }
                await put(.ready, run, isAhead: await health(in: run) == .unhealthy)
                return await awaitEngine(run)
            case .over(let reason): return await put(.failed(reason), run)
            case .notYet(let reason):
                await put(isLate ? .failed("\(reason), for more than \(run.gate.timeout) s") : .waiting(reason), run)
            }
            try? await Task.sleep(for: isLate ? pace.late : pace.starting)
        }
    }

    /// After it became ready, waits until the engine says so too: a look of the engine's may be from before, and the next far off. Until then
    /// its `unhealthy` does not count, as long as trying goes well.
    private func awaitEngine(_ run: Run) async {
        for await _ in await observatory.changes() {
            while !Task.isCancelled, await isCurrent(run), await health(in: run) == .unhealthy {
                let attempt = try? await prober.attempt(run.gate.probe, on: run.container)
                await put(.ready, run, isAhead: attempt == .ready)
                try? await Task.sleep(for: pace.late)
            }
            guard await isCurrent(run), await health(in: run) == .starting else { break }
        }
        if await isCurrent(run) { await put(.ready, run) }
    }

    /// What the engine says of the health of a run's container; nil without a check.
    private func health(in run: Run) async -> ContainerHealth? {
        await observatory.current().containers.first { $0.id == run.container }?.health
    }

    /// Whether its time was up long before this daemon began to look. The engine's clock may be another machine's, and differ.
    private func isOld(_ run: Run) -> Bool {
        run.startedAt.map { observatory.now.seconds(since: $0) > Double(run.gate.timeout) + Self.clockMargin } ?? false
    }

    private func isCurrent(_ run: Run) async -> Bool {
        guard let known = await observatory.current().readiness[run.container] else { return false }
        return known.startedAt == run.startedAt && known.gate == run.gate
    }

    private func put(_ verdict: Readiness.Verdict, _ run: Run, isAhead: Bool = false) async {
        let readiness = Readiness(startedAt: run.startedAt, gate: run.gate, verdict: verdict, isAhead: isAhead)
        // An update wakes every watcher, and most attempts fail for the same reason as the one before.
        guard await observatory.current().readiness[run.container] != readiness else { return }
        await observatory.update { facts in
            guard facts.containers.contains(where: { $0.id == run.container && $0.startedAt == run.startedAt })
            else { return }
            facts.readiness[run.container] = readiness
        }
    }
}
