import DustyCore

/// Somebody who was not started, and those who would have had to be ready first.
struct Blocked: Sendable, Equatable {
    var name: String
    var by: [String]
}

extension StackRunner {
    /// Lets Compose make containers, then starts each as soon as what it needs is ready. Returns who was not started.
    func makeAndStart(
        _ plan: Plan,
        _ gathered: Gathered,
        recreate: Bool,
        _ step: StepReporter
    ) async throws -> [Blocked] {
        let report = ComposeReport(step)
        if !plan.replace.isEmpty || !plan.create.isEmpty || !plan.remove.isEmpty {
            try await systems.building(try await buildContexts(gathered)) {
                try await composing { try await make(plan, recreate: recreate, report) }
            }
        }
        if let names = plan.proxyNames { try await giveNames(names) }
        let made = try await containers()
        await observatory.update { $0.observe(made) }
        return try await inOrder(plan.create + plan.start + plan.replace, gathered.needs) { service in
            guard let container = made.first(where: { $0.service == service }) else {
                throw DustyError(.failed, "\(service) has no container", hint: "`dusty up` makes it")
            }
            do {
                try await systems.engine.start(container: container.id)
            } catch let error as DustyError {
                throw DustyError(error.code, "\(service) does not start: \(error.message)", hint: error.hint)
            }
            try await look(at: container.id)
        }
    }

    private func make(_ plan: Plan, recreate: Bool, _ report: ComposeReport) async throws {
        if !plan.replace.isEmpty {
            try await systems.compose.make(project, services: plan.replace, replacing: .all) {
                await report.take($0)
            }
        }
        guard !plan.create.isEmpty || !plan.remove.isEmpty else { return }
        // Without names all services are looked at; then there is nothing to make, only what is no longer wanted to remove.
        let replacing = plan.create.isEmpty || !recreate ? Replacement.none : .changed
        try await systems.compose.make(project, services: plan.create, replacing: replacing) {
            await report.take($0)
        }
    }

    /// Restarts containers, those that stopped as well; who needs somebody with a gate waits until that one is ready. Rows say so meanwhile.
    func restartContainers(_ services: [String], _ gathered: Gathered, _ reporter: JobReporter) async throws {
        try await checkData(services, gathered) { _ in }
        let containers = try await tidy(try await containers())
        let gated = gathered.needs.mapValues { $0.filter { gathered.blueprint.gates[$0] != nil } }
        for service in services where !containers.contains(where: { $0.service == service }) {
            throw DustyError(.conflict, "\(service) has no container yet", hint: "`dusty up` makes it")
        }
        let blocked = try await marking(services, as: .restarting, reporter) {
            try await inOrder(services, gated) { service in
                guard let container = containers.first(where: { $0.service == service }) else { return }
                try await end(container)
                // How it ended is known from now on only as long as it does not run again.
                try await look(at: container.id)
                try await startAgain(container)
                try await look(at: container.id)
            }
        }
        // They ran before, so they run again, though what they need is not ready: the check tells.
        for service in blocked.map(\.name) {
            guard let container = containers.first(where: { $0.service == service }) else { continue }
            try await end(container)
            try await startAgain(container)
        }
    }

    private func startAgain(_ container: ObservedContainer) async throws {
        do {
            try await systems.engine.start(container: container.id)
        } catch let error as DustyError where EngineObstacle(error.message) != nil {
            let message = "\(container.service) does not start: \(error.message)"
            throw DustyError(error.code, message, hint: "`dusty up` puts right what a killed engine left behind")
        }
    }

    /// Begins everybody as soon as all that they need is ready. Returns those whose turn never came.
    private func inOrder(
        _ services: [String],
        _ needs: [String: [String]],
        begin: @escaping @Sendable (String) async throws -> Void
    ) async throws -> [Blocked] {
        let facts = await observatory.current()
        // Who runs already is not begun, but may still have to become ready.
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
        return order.blocked.map { Blocked(name: $0.name, by: $0.by) }
    }

    /// Waits for the verdict on a container that was started; at once where there is no gate.
    private func becomesReady(_ service: String, begun: Bool) async throws -> Bool {
        for await _ in await observatory.changes() {
            let facts = await observatory.current()
            try facts.checkEngine(at: observatory.now)
            guard facts.gate(of: service) != nil, let container = facts.container(service) else { return true }
            guard container.hasBegun else {
                // A list that the engine made before the start may come in after it; the next one tells of the start.
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
        guard let container = try await systems.engine.container(id) else { return }
        await observatory.update { $0.observe(container) }
    }

    /// Makes these host names lead to the proxy inside containers. The proxy publishes its ports on a network of its own, so that no
    /// connection of the host is lost.
    func giveNames(_ hostNames: [String]) async throws {
        guard let proxy = try await containers().first(where: { $0.service == StackNames.proxyService }) else { return }
        if let present = proxy.networks[names.network] {
            guard Set(present.aliases) != Set(hostNames) || hostNames.isEmpty else { return }
            try await systems.engine.leave(container: proxy.id, network: names.network)
        }
        guard !hostNames.isEmpty else { return }
        do {
            try await systems.engine.join(container: proxy.id, network: names.network, aliases: hostNames)
        } catch let error as DustyError where error.code == .notFound {
            // No container is on that network, so nobody is there to use the names.
        }
    }
}

extension Gathered {
    /// Who must have started before whom.
    var needs: [String: [String]] {
        Dictionary(blueprint.compose.entries.map { ($0.name, $0.needs) }) { first, _ in first }
    }
}
