import DustyCore

/// Connecting with services of the daemon's own stack, over a network that only these and the stack's own containers are on.
///
/// It is none of Compose's: there every container would have the name of its service, and the other stack's would reach the wrong one by it.
extension Stack {
    /// What the daemon's own stack has of what this one has from it, or is on the network of shared services.
    func lent() async throws -> [String: Observed.Lent] {
        guard names.isBeside, let lender = stacks.lender, lender.isHere else { return [:] }
        let wanted = Set(await observatory.current().wanted.services.filter { $0.lender != nil }.map(\.name))
        let facts = await lender.observatory.current()
        guard !wanted.isEmpty || !facts.engine.reachable || facts.containers.contains(where: isOnNetwork) else {
            return [:]
        }
        let network = try await sharedNetwork()
        let found = try await lender.containers(of: wanted, on: names.sharedNetwork)
        var lent: [String: Observed.Lent] = [:]
        for container in found where wanted.contains(container.service) && container.isService || isOnNetwork(container)
        {
            let isUp = lender.isUp(container, in: facts)
            let isPlaced = isPlaced(container, as: await lentNames(of: container.service), on: network?.id)
            lent[container.service] = Observed.Lent(
                isUp: isUp,
                // A service that runs once and has ended needs no connection.
                isConnected: isPlaced || isUp && !container.hasProcess,
                isPresent: isOnNetwork(container)
            )
        }
        return lent
    }

    /// The network of shared services; nil while there is none that Dusty made.
    func sharedNetwork() async throws -> EngineNetwork? {
        guard names.isBeside, let network = try await systems.engine.network(names.sharedNetwork) else { return nil }
        return network.labels[ComposeLabel.project] == names.project ? network : nil
    }

    /// Whether a container has a place on the network of shared services that is of use: on the network that there is, and under these names.
    func isPlaced(
        _ container: ObservedContainer,
        as aliases: [String] = [],
        with links: [String] = [],
        on network: String?
    ) -> Bool {
        guard let network, let place = container.networks[names.sharedNetwork] else { return false }
        return (place.network ?? network) == network && Set(aliases).isSubset(of: place.aliases)
            && Set(links).isSubset(of: place.links)
    }

    /// Names by which the stack's containers reach a service of the daemon's own stack.
    func lentNames(of service: String) async -> [String] {
        let known = await observatory.current().wanted.services.first { $0.name == service }?.lentNames ?? []
        return known.isEmpty ? [service] : known
    }

    private func isOnNetwork(_ container: ObservedContainer) -> Bool { container.networks[names.sharedNetwork] != nil }

    /// Makes the network of shared services, unless it is there.
    private func makeSharedNetwork() async throws -> EngineNetwork {
        var fault: (any Error)?
        // Something else may have those addresses; the engine knows free ones, as long as it has any.
        for subnet in [names.sharedSubnet, nil] {
            if let network = try await sharedNetwork() { return network }
            do {
                try await systems.engine.makeNetwork(
                    names.sharedNetwork,
                    subnet: subnet,
                    labels: [ComposeLabel.project: names.project, StackLabel.stack: names.name]
                )
            } catch let error as DustyError { fault = error }
        }
        if let network = try await sharedNetwork() { return network }
        guard try await systems.engine.network(names.sharedNetwork) != nil else {
            throw fault ?? DustyError(.failed, "the network \(names.sharedNetwork) is gone again")
        }
        throw DustyError(
            .conflict,
            "the network \(names.sharedNetwork) is not Dusty's, and shared services need it",
            hint: "remove it: `docker network rm \(names.sharedNetwork)`"
        )
    }
}

extension Stack {
    /// Makes what is needed for shared services, if the stack has any.
    func prepareSharing() async throws {
        guard await !observatory.current().wanted.sharing.isEmpty else { return }
        _ = try await sharing.holding(names.sharedNetwork) { try await makeSharedNetwork() }
    }

    /// Connects containers of the daemon's own stack with this one's, under the names of their services. Throws, and disconnects all of them,
    /// when that stack is of another project by now.
    func borrow(_ services: [String]) async throws {
        guard !services.isEmpty, let lender = stacks.lender else { return }
        try await sharing.holding(names.sharedNetwork) {
            try await checkLender()
            for service in services { if let fault = await lender.fault(of: service) { throw fault } }
            try refuseClash(services, among: try await containers())
            guard let network = try await sharedNetwork() else { return }
            for container in try await lender.containers(of: Set(services), on: names.sharedNetwork)
            where services.contains(container.service) && container.hasProcess && container.isService {
                try await connect(container, of: lender, on: network)
            }
        }
        await noteBorrowed()
    }

    /// Throws when the stack can have nothing of the daemon's own one, and sees to it that it has nothing.
    private func checkLender() async throws {
        guard let fault = try await sharingFault(try await settings.current()) else { return }
        try await disconnectLent { _ in true }
        throw fault
    }

    private func connect(_ container: ObservedContainer, of lender: Lender, on network: EngineNetwork) async throws {
        let aliases = await lentNames(of: container.service)
        // What is known of it may be from before, even if all is in place.
        if !isPlaced(container, as: aliases, on: network.id) {
            try await place(
                container,
                as: aliases,
                with: [],
                on: network,
                now: { try await lender.inspect(container.id) }
            )
        }
        try await lender.look(at: container.id)
    }

    /// Connects the stack's own containers with the services that it has from another one. Those that do not run leave a network that is gone,
    /// since they would not start.
    func attach(_ containers: [ObservedContainer]) async throws {
        guard names.isBeside else { return try await leaveGone(containers) }
        let places = await observatory.current().wanted.sharing
        let known = containers.filter { places[$0.service] != nil && $0.networkHolder == nil }
        guard !known.isEmpty || containers.contains(where: isOnNetwork) else { return }
        try await sharing.holding(names.sharedNetwork) {
            guard let network = try await sharedNetwork() else {
                for container in containers where isOnNetwork(container) && !container.hasProcess {
                    try await systems.engine.leave(container: container.id, network: names.sharedNetwork)
                }
                return
            }
            for container in known {
                let links = places[container.service] ?? []
                guard !isPlaced(container, with: links, on: network.id) else { continue }
                // Without names: the other stack's containers must reach none of these by the name of a service.
                try await place(
                    container,
                    as: [],
                    with: links,
                    on: network,
                    now: { try await systems.engine.container(container.id) }
                )
                if let now = try await systems.engine.container(container.id) {
                    await observatory.update { $0.note(networksOf: now) }
                }
            }
        }
    }

    private func place(
        _ container: ObservedContainer,
        as aliases: [String],
        with links: [String],
        on network: EngineNetwork,
        now: () async throws -> ObservedContainer?
    ) async throws {
        let engine = systems.engine
        if isOnNetwork(container) { try await engine.leave(container: container.id, network: names.sharedNetwork) }
        do {
            try await engine.join(
                container: container.id,
                network: names.sharedNetwork,
                aliases: aliases,
                links: links
            )
        } catch let error as DustyError {
            // The container is gone, or has been connected meanwhile.
            guard let found = try await now() else { return }
            guard isPlaced(found, as: aliases, with: links, on: network.id) else { throw error }
        }
    }

    /// Takes containers of the daemon's own stack that are about to start off networks of other stacks that are gone: they would not start.
    func leaveGone(_ containers: [ObservedContainer]) async throws {
        guard !names.isBeside else { return }
        for container in containers where !container.hasProcess {
            for (name, place) in container.networks where name.hasPrefix(StackNames.sharedPrefix) {
                let network = try await systems.engine.network(name)
                // One that was made again under the same name has another id.
                if let network, (place.network ?? network.id) == network.id { continue }
                try await systems.engine.leave(container: container.id, network: name)
            }
        }
    }
}

extension Stack {
    /// Disconnects containers of the daemon's own stack from this one's.
    func giveBack(_ services: some Sequence<String> & Sendable) async throws {
        let services = Set(services)
        guard names.isBeside, !services.isEmpty else { return }
        try await sharing.holding(names.sharedNetwork) { try await disconnectLent { services.contains($0.service) } }
    }

    /// Disconnects all that is not the stack's own, removes the network of shared services after `body`, and keeps it so meanwhile: a container
    /// that was on a network that is gone does not start.
    func withoutBorrowed<Value: Sendable>(_ body: () async throws -> Value) async throws -> Value {
        guard names.isBeside else { return try await body() }
        return try await sharing.holding(names.sharedNetwork) {
            try await disconnectLent { _ in true }
            let value = try await body()
            try await removeSharedNetwork()
            return value
        }
    }

    private func disconnectLent(where isMeant: (ObservedContainer) -> Bool) async throws {
        guard let lender = stacks.lender, lender.isHere else { return }
        for container in try await lender.list() where isOnNetwork(container) && isMeant(container) {
            try await systems.engine.leave(container: container.id, network: names.sharedNetwork)
            try await lender.look(at: container.id)
        }
    }

    private func removeSharedNetwork() async throws {
        for container in try await containers() where isOnNetwork(container) {
            try await systems.engine.leave(container: container.id, network: names.sharedNetwork)
        }
        guard let network = try await sharedNetwork() else { return }
        for user in network.users { try await systems.engine.leave(container: user, network: names.sharedNetwork) }
        try await systems.engine.discard(network: names.sharedNetwork)
    }

    /// Takes over what the daemon's own stack knows of what this one has from it.
    func noteBorrowed() async {
        guard let lender = stacks.lender else { return }
        let own = await observatory.current()
        let lent = await lender.observatory.current().lent(own.borrowedNames, at: observatory.now)
        if own.borrowed != lent { await observatory.update { $0.borrowed = lent } }
    }
}
