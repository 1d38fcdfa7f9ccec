import DustyCore
import Testing

@testable import dustyd

@Suite struct ReadinessWatcherTests {
    @Test(.timeLimit(.minutes(1)), arguments: [("old", 600, true), ("young", 5, false), ("ahead", -600, false)])
    func `What was not ready long before the daemon came is a failure at the first look`(
        name: String,
        age: Int64,
        isFailure: Bool
    ) async throws {
        let prober = ScriptedProber()
        prober.set(.notYet("nothing answers"), of: .tcp(port: 1))
        var container = ObservedContainer.started(name)
        container.startedAt = Timestamp(milliseconds: Timestamp.noon.milliseconds - age * 1000)
        let gate = Gate(probe: .tcp(port: 1), timeout: 60)
        let observatory = Observatory.still { [container] facts in
            facts.containers = [container]
            facts.wanted.apps = [
                WantedStack.Item(name: name, image: nil, urls: [], ports: [], repos: [], gate: gate)
            ]
        }
        let pace = ReadinessWatcher.Pace(starting: .milliseconds(1), late: .milliseconds(1))
        let watcher = ReadinessWatcher(prober: prober, observatory: observatory, pace: pace)
        let watching = Task { try await watcher.run() }
        defer { watching.cancel() }
        let verdict =
            isFailure
            ? Readiness.Verdict.failed("nothing answers, for more than 60 s") : .waiting("nothing answers")
        await observatory.until { [container] in $0.verdict(on: container) == verdict }
    }

    @Test(
        "an engine whose last look was before is believed again with its next one, or when trying fails",
        .timeLimit(.minutes(1))
    )
    func ahead() async throws {
        let prober = ScriptedProber()
        let (probe, gate) = (Gate.Probe.exec(["true"]), Gate(probe: .exec(["true"]), timeout: 60, isHealthCheck: true))
        prober.set(.ready, of: probe)
        var container = ObservedContainer.started("db")
        (container.startedAt, container.health) = (.noon, .unhealthy)
        let observatory = Observatory.still { [container] facts in
            facts.containers = [container]
            facts.wanted.apps = [WantedStack.Item(name: "db", image: nil, urls: [], ports: [], repos: [], gate: gate)]
        }
        let pace = ReadinessWatcher.Pace(starting: .milliseconds(1), late: .milliseconds(1))
        let watcher = ReadinessWatcher(prober: prober, observatory: observatory, pace: pace)
        let watching = Task { try await watcher.run() }
        defer { watching.cancel() }
        await observatory.until { [container] in $0.gated(container, gate) == .up }
        // It fails now, as the engine says.
        prober.set(.notYet("no"), of: probe)
        await observatory.until { [container] in $0.gated(container, gate) == .unhealthy }
        prober.set(.ready, of: probe)
        await observatory.until { [container] in $0.gated(container, gate) == .up }
    }

    @Test("what answers on its port and fails its own health check is unhealthy", .timeLimit(.minutes(1)))
    func otherCheck() async throws {
        let prober = ScriptedProber()
        let gate = Gate(probe: .tcp(port: 1), timeout: 60)
        prober.set(.ready, of: gate.probe)
        var container = ObservedContainer.started("web")
        (container.startedAt, container.health) = (.noon, .unhealthy)
        let observatory = Observatory.still { [container] facts in
            facts.containers = [container]
            facts.wanted.apps = [WantedStack.Item(name: "web", image: nil, urls: [], ports: [], repos: [], gate: gate)]
        }
        let watching = Task { try await ReadinessWatcher(prober: prober, observatory: observatory).run() }
        defer { watching.cancel() }
        await observatory.until { [container] in $0.verdict(on: container) == .ready }
        #expect(await observatory.current().gated(container, gate) == .unhealthy)
    }
}
