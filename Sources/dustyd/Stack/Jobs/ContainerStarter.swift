import DustyCore

/// A service that was not started, and those that should have been ready first.
struct BlockedStart: Sendable, Equatable {
    var name: String
    var by: [String]
}

/// Starts containers as soon as what they need is ready.
struct ContainerStarter: Sendable {
    let stack: Stack

    private var engine: any ContainerController { stack.systems.engine }
    private var observatory: Observatory { stack.observatory }

    /// Starts containers that were made. Returns the services that were not started.
    func start(_ services: [String], needs: [String: [String]]) async throws -> [BlockedStart] {
        let made = try await stack.containers()
        await observatory.update { $0.observe(made) }
        try await stack.attach(made.filter { services.contains($0.service) })
        return try await inOrder(services, needs) { service in
            guard let container = made.first(where: { $0.service == service }) else {
                throw DustyError(.failed, "\(service) has no container", hint: "`dusty up` makes it")
            }
            do {
                try await engine.start(container: container.id)
            } catch let error as DustyError {
                throw DustyError(error.code, "\(service) does not start: \(error.message)", hint: error.hint)
            }
            try await look(at: container.id)
        }
    }

    /// Restarts containers, stopped ones too; one that needs a service with a gate waits until that one is ready. Rows say so meanwhile.
    /// Returns those that have no container.
    @discardableResult
    func restart(_ services: [String], _ compiled: CompiledStack, _ reporter: JobReporter) async throws -> [String] {
        let containers = try await stack.tidy(try await stack.containers())
        let compose = compiled.blueprint.compose
        let gated = Dictionary(
            compose.entries.map { entry in
                (entry.name, entry.needs.filter { compiled.blueprint.gates[$0] != nil || entry.hosts.contains($0) })
            }
        ) { first, _ in first }
        let missing = services.filter { service in !containers.contains { $0.service == service } }
        let services = services.filter { !missing.contains($0) }
        try await stack.attach(containers.filter { services.contains($0.service) })
        let blocked = try await stack.marking(services, as: .restarting, reporter) {
            try await inOrder(services, gated) { service in
                guard let container = containers.first(where: { $0.service == service }) else { return }
                try await stack.stopper.stop(container)
                // Its exit code is known from now on only until it runs again.
                try await look(at: container.id)
                try await startAgain(container)
                try await look(at: container.id)
            }
        }
        // They ran before, so they run again, even if what they need is not ready: the check reports it.
        for service in blocked.map(\.name) {
            guard let container = containers.first(where: { $0.service == service }) else { continue }
            try await stack.stopper.stop(container)
            try await startAgain(container)
        }
        return missing
    }

    private func startAgain(_ container: ObservedContainer) async throws {
        do {
            try await engine.start(container: container.id)
        } catch let error as DustyError where EngineObstacle(error.message) != nil {
            let message = "\(container.service) does not start: \(error.message)"
            throw DustyError(error.code, message, hint: "`dusty up` puts right what a killed engine left behind")
        }
    }

    /// Starts each service as soon as everything it needs is ready. Returns those whose turn never came.
    private func inOrder(
        _ services: [String],
        _ needs: [String: [String]],
        begin: @escaping @Sendable (String) async throws -> Void
    ) async throws -> [BlockedStart] {
        let facts = await observatory.current()
        // A running one is not started, but may still have to become ready.
        let awaited = Set(services.flatMap { needs[$0] ?? [] }).subtracting(services).filter {
            facts.gate(of: $0) != nil
        }
        var order = StartOrder(services + awaited, needs: needs.filter { services.contains($0.key) })
        try await withThrowingTaskGroup(of: (name: String, isReady: Bool).self) { group in
            func beginNext() {
                for name in order.next() {
                    group.addTask {
                        if !awaited.contains(name) { try await begin(name) }
                        let isReady = try await becomesReady(name, begun: !awaited.contains(name))
                        await observatory.update { $0.transitions[name] = nil }
                        return (name, isReady)
                    }
                }
            }
            beginNext()
            while let (name, isReady) = try await group.next() {
                if isReady { order.finish(name) }
                beginNext()
            }
        }
        return order.blocked.map { BlockedStart(name: $0.name, by: $0.by) }
    }

    /// Waits for the verdict on a started container; at once if there is no gate.
    private func becomesReady(_ service: String, begun: Bool) async throws -> Bool {
        for await _ in await observatory.changes() {
            let facts = await observatory.current()
            try facts.checkEngine(at: observatory.now)
            guard facts.gate(of: service) != nil, let container = facts.container(service) else { return true }
            guard container.hasBegun else {
                // A list that the engine made before the start may arrive after it; the next one shows the start.
                if begun { continue }
                return false
            }
            switch facts.verdict(on: container) {
            case .ready: return true
            case .failed: return false
            case .waiting, nil: continue
            }
        }
        throw CancellationError()
    }

    private func look(at id: String) async throws {
        guard let container = try await engine.container(id) else { return }
        await observatory.update { $0.observe(container) }
    }
}
