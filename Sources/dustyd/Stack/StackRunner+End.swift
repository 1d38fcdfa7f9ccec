import DustyCore

extension StackRunner {
    /// Ends containers, whoever needs somebody before that one; rows say since when they are asked to end, and when they are killed.
    func end(_ containers: [ObservedContainer], needs: [String: [String]]) async throws {
        var users: [String: [String]] = [:]
        for (name, needed) in needs { for other in needed { users[other, default: []].append(name) } }
        var order = StartOrder(containers.map(\.service), needs: users)
        try await withThrowingTaskGroup(of: String.self) { group in
            func endNext() {
                for container in order.next().flatMap({ name in containers.filter { $0.service == name } }) {
                    group.addTask {
                        try await end(container)
                        return container.service
                    }
                }
            }
            endNext()
            while let service = try await group.next() {
                order.finish(service)
                endNext()
            }
        }
        // Specs keep circles out; what an older file made is ended all the same.
        for name in order.blocked.map(\.name) {
            for container in containers where container.service == name { try await end(container) }
        }
    }

    /// Ends one container; its row tells, where there is something to wait for.
    func end(_ container: ObservedContainer) async throws {
        guard ["running", "paused"].contains(container.status) else {
            return try await systems.engine.end(container: container.id, grace: Self.grace)
        }
        let since = observatory.now
        let killAt = Timestamp(milliseconds: since.milliseconds + Int64(Self.grace) * 1000)
        await tell(Ending(since: since, killAt: killAt), of: container.service)
        do {
            try await systems.engine.end(container: container.id, grace: Self.grace)
        } catch {
            await tell(nil, of: container.service)
            throw error
        }
        await tell(nil, of: container.service)
    }

    private func tell(_ ending: Ending?, of service: String) async {
        await observatory.update { $0.transitions[service]?.ending = ending }
    }
}
