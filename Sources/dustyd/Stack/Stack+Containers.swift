import DustyCore

extension Stack {
    /// Lets Compose make containers, and build images from these contexts, and records them as the stack's. What it
    /// leaves half done when it fails or is cancelled is repaired at once, as far as the engine is done with it.
    func composing(_ contexts: [BuildContext], _ body: () async throws -> Void) async throws {
        try await systems.building(contexts) {
            // Compose trusts labels alone: it would take strangers for its own, and replace or remove them.
            let strangers = try await ownContainers.sorted().strange
            guard strangers.isEmpty else { throw DustyError(strangers: strangers.map(\.name)) }
            try await systems.registry.begin()
            do {
                try await body()
                _ = try await containers()
                await systems.registry.end(isComplete: true)
            } catch {
                // In a task of its own, which no cancellation reaches.
                await Task { _ = try? await withDeadline(.seconds(20)) { try await tidy(try await containers()) } }
                    .value
                await systems.registry.end(isComplete: false)
                throw error
            }
        }
    }

    /// Writes the Compose file where the plan changes it.
    func write(composeFileOf plan: Plan) async throws {
        guard let file = plan.composeFile else { return }
        try systems.files.replace(paths.composeFile, with: Array(file.revealed.utf8), mode: 0o600)
        await observatory.update { $0.composed = ComposeFile.services(in: file) }
    }

    /// Resumes a paused container. The pause was the reason why it was not ready.
    func resume(_ container: ObservedContainer) async throws {
        guard container.status == .paused else { return }
        try await systems.engine.unpause(container: container.id)
        await observatory.update { facts in
            if case .failed = facts.readiness[container.id]?.verdict {
                facts.readiness[container.id]?.verdict = .waiting(nil)
            }
        }
    }

    /// Throws when containers that Dusty did not make have the names of these services.
    func refuseStrangers(named services: [String]) async throws {
        var strangers: [String] = []
        for service in services {
            let name = names.containerName(for: service)
            guard let container = try await systems.engine.container(name), container.name == name,
                !systems.registry.owns(container.id)
            else { continue }
            strangers.append(name)
        }
        guard strangers.isEmpty else { throw DustyError(strangers: strangers) }
    }

    /// Stops what a killed engine left running of the stack's containers, except for these as far as they run.
    func clearRemains(beside containers: [ObservedContainer]) async throws {
        let running = containers.filter(\.hasProcess).map(\.id)
        try await systems.machine.clearRemains(of: systems.registry.known.subtracting(running))
    }

    /// Repairs what interrupted replacements left: of two containers of a service the one under Compose's temporary
    /// name is removed, and a single one gets the lasting name. Returns the remaining containers.
    func tidy(_ listed: [ObservedContainer]) async throws -> [ObservedContainer] {
        var known = Set(listed.map(\.name))
        let temporary = listed.filter(names.isTemporary)
        guard !temporary.isEmpty else { return listed }
        for container in temporary {
            let name = names.containerName(for: container.service)
            if known.insert(name).inserted {
                // The anonymous volumes of its predecessor belong to this one now.
                try await systems.engine.rename(container: container.id, to: name)
            } else {
                try await systems.engine.discard(container: container.id)
            }
        }
        return try await containers()
    }

    /// Makes these host names lead to the proxy inside containers. The proxy publishes its ports on a separate network,
    /// so that no connection of the host is lost.
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
            // No container is on that network, so none could use the names.
        }
    }
}
