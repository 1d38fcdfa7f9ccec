import DustyCore

/// Starts the containers of a suite as `up` starts those of a stack: each as soon as everything that it needs is ready, by the same gates.
struct SuiteStarter: Sendable {
    /// A service that did not become ready.
    struct Fault: Error {
        var service: String
        var reason: String
    }

    let order: SuiteStart
    let engine: any ContainerController
    let prober: any ReadinessProber
    var pace = ReadinessWatcher.Pace()

    /// Starts all of these. Throws a `Fault` for the first that does not become ready; what needs it is not started then.
    func start(_ containers: [ObservedContainer]) async throws {
        var turns = StartOrder(containers.map(\.service), needs: order.needs)
        try await withThrowingTaskGroup(of: String.self) { group in
            func beginNext() {
                for name in turns.next() {
                    for container in containers where container.service == name {
                        group.addTask {
                            try await begin(container)
                            return name
                        }
                    }
                }
            }
            beginNext()
            while let name = try await group.next() {
                turns.finish(name)
                beginNext()
            }
        }
    }

    private func begin(_ container: ObservedContainer) async throws {
        do {
            try await engine.start(container: container.id)
        } catch let error as DustyError {
            throw Fault(service: container.service, reason: "does not start: \(error.message)")
        }
        guard let gate = order.gates[container.service] else { return }
        let deadline = ContinuousClock.now + .seconds(gate.timeout)
        while true {
            switch try await prober.attempt(gate.probe, on: container.id) {
            case .ready: return
            case .over(let reason): throw Fault(service: container.service, reason: "is not ready: \(reason)")
            case .notYet(let reason):
                guard ContinuousClock.now < deadline else {
                    let words = "is not ready: \(reason), for more than \(gate.timeout) s"
                    throw Fault(service: container.service, reason: words)
                }
            }
            try await Task.sleep(for: pace.starting)
        }
    }
}
