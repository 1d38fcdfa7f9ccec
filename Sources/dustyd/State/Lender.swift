import DustyCore

/// The stack whose services others may have, as these see it: the daemon's own.
struct Lender: Sendable {
    let names: StackNames
    let observatory: Observatory
    /// Whether its engine is this host's, as that of all other stacks.
    let isHere: Bool
    /// Where its specs come from, without a login.
    let project: @Sendable () async throws -> String?
    /// All its containers now.
    let list: @Sendable () async throws -> [ObservedContainer]
    /// One container now; nil when it is gone.
    let inspect: @Sendable (String) async throws -> ObservedContainer?
    /// Brings these of its services up, and waits until they are ready.
    let bringUp: @Sendable ([String], Caller) async throws -> Void
}

extension Lender {
    /// Its containers of these services, and those on a network, as they are now.
    func containers(of services: Set<String>, on network: String) async throws -> [ObservedContainer] {
        let facts = await observatory.current()
        guard facts.engine.reachable, services.isSubset(of: facts.containers.map(\.service)) else {
            return try await list()
        }
        var found: [ObservedContainer] = []
        for known in facts.containers where services.contains(known.service) || known.networks[network] != nil {
            guard let container = try await inspect(known.id) else { return try await list() }
            found.append(container)
        }
        return found
    }

    /// Looks again at which networks one container is on.
    @discardableResult
    func look(at id: String) async throws -> ObservedContainer? {
        guard let container = try await inspect(id) else { return nil }
        await observatory.update { $0.note(networksOf: container) }
        return container
    }

    /// Whether a service of it is all that is expected of it.
    func isUp(_ container: ObservedContainer, in facts: StackFacts) -> Bool {
        if container.status == .exited, container.exitCode == 0 {
            return facts.wanted.services.first { $0.name == container.service }?.mayEnd == true
        }
        return container.status == .running
    }
}
