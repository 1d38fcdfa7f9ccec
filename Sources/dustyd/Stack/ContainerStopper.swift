import DustyCore

/// Stops containers. Rows show when each was asked to stop and when it will be killed.
struct ContainerStopper: Sendable {
    /// How long a container may take to stop, in seconds, where its definition says nothing.
    static let grace = 10

    let engine: any EngineController
    let observatory: Observatory

    /// Stops containers, dependants first.
    func stop(_ containers: [ObservedContainer], needs: [String: [String]]) async throws {
        var users: [String: [String]] = [:]
        for (name, needed) in needs { for other in needed { users[other, default: []].append(name) } }
        var order = StartOrder(containers.map(\.service), needs: users)
        try await withThrowingTaskGroup(of: String.self) { group in
            func stopNext() {
                for container in order.next().flatMap({ name in containers.filter { $0.service == name } }) {
                    group.addTask {
                        try await stop(container)
                        return container.service
                    }
                }
            }
            stopNext()
            while let service = try await group.next() {
                order.finish(service)
                stopNext()
            }
        }
        // Specs cannot have cycles; those that an older file made are stopped anyway.
        for name in order.blocked.map(\.name) {
            for container in containers where container.service == name { try await stop(container) }
        }
    }

    /// Stops one container; its row says so, if there is something to wait for.
    func stop(_ container: ObservedContainer) async throws {
        guard [.running, .paused].contains(container.status) else {
            return try await engine.end(container: container.id, grace: Self.grace)
        }
        let grace = try await engine.grace(of: container.id) ?? Self.grace
        let since = observatory.now
        let killAt = Timestamp(milliseconds: since.milliseconds + Int64(grace) * 1000)
        await show(Ending(since: since, killAt: killAt), of: container.service)
        do {
            try await engine.end(container: container.id, grace: Self.grace)
        } catch {
            await show(nil, of: container.service)
            throw error
        }
        await show(nil, of: container.service)
    }

    private func show(_ ending: Ending?, of service: String) async {
        await observatory.update { $0.transitions[service]?.ending = ending }
    }
}

extension Stack {
    var stopper: ContainerStopper { ContainerStopper(engine: systems.engine, observatory: observatory) }
}
