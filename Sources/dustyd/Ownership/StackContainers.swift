import DustyCore

/// The stack's own containers in the engine.
struct StackContainers: Sendable {
    let engine: any EngineObserver
    let names: StackNames
    let registry: ContainerRegistry
    /// Which containers run one program and go: they are none of it, whatever their labels say.
    let oneOffs: OneOffLedger

    /// All of them, running or not; one under its lasting name comes before one that was to replace it.
    func all() async throws -> [ObservedContainer] {
        try await sorted().own
    }

    /// The stack's own, and those that only claim to be.
    func sorted() async throws -> (own: [ObservedContainer], strange: [ObservedContainer]) {
        await sort(try await engine.containers(project: names.project))
    }

    /// What the engine lists now, if it listed `before` and only these containers have changed since.
    func listed(_ before: [ObservedContainer], changed: Set<String>) async throws -> [ObservedContainer] {
        var listed = before.filter { !changed.contains($0.id) }
        for id in changed {
            if let container = try await engine.container(id, project: names.project) { listed.append(container) }
        }
        return listed.sorted(by: ObservedContainer.isBefore)
    }

    /// Of what the engine lists, the stack's own, and those that only claim to be.
    func sort(_ listed: [ObservedContainer]) async -> (own: [ObservedContainer], strange: [ObservedContainer]) {
        let passing = Set(oneOffs.names)
        let (own, strange) = await registry.sort(listed.filter { !passing.contains($0.name) })
        let isTemporary = names.isTemporary
        return (own.filter { !isTemporary($0) } + own.filter(isTemporary), strange)
    }
}

extension DustyError {
    /// Foreign containers are in the way.
    init(strangers: [String]) {
        let list = strangers.sorted()
        let (are, them) = list.count == 1 ? ("is", "it") : ("are", "them")
        self.init(
            .conflict,
            list.map { "`\($0)`" }.joined(separator: ", ")
                + " \(are) named or labelled like a container of this stack, but Dusty did not make \(them)",
            hint: "remove \(them): `docker rm -f \(list.joined(separator: " "))`"
        )
    }
}
