import DustyCore

/// What `up` works towards, and how.
struct UpWork: Sendable {
    var gathered: Gathered
    var plan: Plan
    /// Whether containers are replaced whose definition changed.
    let recreate: Bool
}

extension StackRunner {
    /// How often containers are tried to be brought up: each attempt may show one more obstacle.
    private static let attempts = 8

    /// Does what `body` does, again while what is in its way can be cleared away or gone around: what a killed engine left behind.
    func persisting<Value: Sendable>(
        _ work: inout UpWork,
        _ step: StepReporter,
        _ body: (UpWork) async throws -> Value
    ) async throws -> Value {
        for _ in 1..<Self.attempts {
            do {
                return try await body(work)
            } catch let error as DustyError {
                guard !Task.isCancelled, let obstacle = EngineObstacle(error.message),
                    let broken = try await clear(obstacle, work, step)
                else { throw error }
                work = try await plan(towards: work, replacing: broken, step)
            }
        }
        return try await body(work)
    }

    /// Clears an obstacle away. Returns the services whose containers must be made again; nil when nothing can be done about it.
    private func clear(_ obstacle: EngineObstacle, _ work: UpWork, _ step: StepReporter) async throws -> Set<String>? {
        let listed = try await tidy(try await containers())
        switch obstacle {
        case .port(let port, let address):
            guard try await systems.machine.goAround([port], address: address, refused: true) else { return nil }
            await step.output("port \(port) of \(address) is held for a container that is gone; another is used")
            return []
        case .endpoint(let name, let network):
            guard
                let service = work.gathered.blueprint.compose.entries.map(\.name)
                    .first(where: { names.containerName(for: $0) == name })
            else { return nil }
            try await systems.engine.leave(container: name, network: network)
            await step.output("removed the place of \(name) on \(network), which a container that is gone had left")
            return [service]
        case .container:
            try await refuseStrangers(named: work.gathered.blueprint.compose.entries.map(\.name))
            let broken = listed.filter { !$0.hasProcess }.map(\.service)
            guard !broken.isEmpty else { return nil }
            await step.output("containers that were left half made are replaced: \(broken.joined(separator: ", "))")
            return Set(broken)
        }
    }

    /// The way to the same end from what is there now. Files that what is gone around changes are written.
    private func plan(towards work: UpWork, replacing broken: Set<String>, _ step: StepReporter) async throws -> UpWork
    {
        var work = work
        work.gathered = try await gather()
        var observed = try await observe()
        for service in broken { observed.containers[service]?.condition = .broken }
        work.plan = Planner.plan(work.gathered.blueprint, from: observed, keeping: !work.recreate)
        _ = try await write(work.plan, work.gathered)
        _ = try await writeProxy(work)
        return work
    }

    /// Tests and installs a new proxy configuration; nil when the right one is there.
    func writeProxy(_ work: UpWork) async throws -> String? {
        guard let config = work.plan.proxyConfig else { return nil }
        try await systems.proxy.test(config)
        try await systems.proxy.install(config)
        return "\(work.gathered.blueprint.ports.proxy.count) rules"
    }
}
