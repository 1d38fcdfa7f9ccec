import DustyCore

@testable import dustyd

extension FakeSystems: ContainerController, ContainerTidying, ContainerMaker, SingleContainerMaker, EngineNetworks {
    func makeOne(
        _ project: ComposeProject,
        service: String,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        try await world.note("make one like \(service.split(separator: "_")[1])")
    }

    func container(_ id: String) async throws -> ObservedContainer? {
        await world.containers.first { $0.id == id }
    }

    func start(container: String) async throws {
        let service = await world.containers.first { $0.id == container }?.service ?? container
        try await world.note("start \(service)")
        let began = await world.calls.count
        await world.change(service) {
            $0.status = .running
            $0.startedAt = Timestamp(milliseconds: Timestamp.noon.milliseconds + Int64(began))
        }
    }

    func pause(container: String) async throws {
        let service = await world.containers.first { $0.id == container }?.service ?? container
        try await world.note("pause \(service)")
        await world.change(service) { $0.status = .paused }
    }

    func unpause(container: String) async throws {
        let service = await world.containers.first { $0.id == container }?.service ?? container
        try await world.note("unpause \(service)")
        await world.change(service) { $0.status = .running }
    }

    func remove(container: String) async throws {
        let service = await world.containers.first { $0.id == container }?.service ?? container
        try await world.note("remove \(service)")
        await world.forget(container)
    }

    func rename(container: String, to name: String) async throws {
        try await world.note("rename \(container) \(name)")
        await world.edit(container) { $0.name = name }
    }

    func discard(container: String) async throws {
        try await world.note("discard \(container)")
        await world.forget(container)
    }

    func goAround(_ ports: [Int], address: String, refused: Bool) async throws -> Bool {
        guard refused, await world.canGoAround else { return false }
        try await world.note("go around \(ports) of \(address)")
        return true
    }

    func clearRemains(of containers: Set<String>) {}

    func join(container: String, network: String, aliases: [String], links: [String]) async throws {
        let id = await world.networks[network]?.id
        try await world.note("join \(network) \(aliases)\(links.isEmpty ? "" : " with \(links)")")
        await world.edit(container) {
            $0.networks[network] = NetworkAttachment(
                address: "10.0.0.9",
                aliases: aliases,
                links: links,
                network: id
            )
        }
    }

    func network(_ name: String) async throws -> EngineNetwork? { await world.networks[name] }

    func makeNetwork(_ name: String, subnet: String?, labels: [String: String]) async throws {
        try await world.note("make network \(name)\(subnet.map { " \($0)" } ?? "")")
        guard await world.networks[name] == nil else { throw DustyError(.conflict, "\(name) exists") }
        await world.set(network: EngineNetwork(id: "id of \(name)", labels: labels), name)
    }

    func discard(network: String) async throws {
        try await world.note("discard network \(network)")
        await world.set(network: nil, network)
    }

    func leave(container: String, network: String) async throws {
        try await world.note("leave \(network)")
        await world.edit(container) { $0.networks[network] = nil }
    }

    func make(
        _ project: ComposeProject,
        services: [String],
        replacing: Replacement,
        keepingOrphans: Bool,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        try await world.note("compose make \(services) \(replacing)\(keepingOrphans ? " keeping orphans" : "")")
        let before = await world.containers
        let missing = services.filter { service in !before.contains { $0.service == service } }
        let made = replacing == .none ? missing : services
        if !made.isEmpty { try await world.composeUp(made, recreate: replacing == .all) }
        for container in await world.containers where !before.contains(where: { $0.id == container.id }) {
            await world.change(container.service) { $0.status = .created }
        }
    }

    func shutDown() async throws -> String { "the machine is left alone" }
}
