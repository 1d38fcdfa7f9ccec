import DustyCore

/// Finds containers by the names of apps and services.
struct ContainerLookup: Sendable {
    let observatory: Observatory

    /// The container of an app or service, running or not. `.notFound` for an unknown name, `.conflict` if it has no
    /// container.
    func container(of name: String) async throws -> ObservedContainer {
        let facts = await observatory.current()
        guard facts.engine.reachable else {
            throw DustyError(.unavailable, "the container engine does not answer", hint: "see `dusty status`")
        }
        if let container = facts.container(name) { return container }
        let known = facts.wanted.apps.map(\.name) + facts.wanted.services.map(\.name)
        guard known.contains(name) else {
            let running = facts.containers.map(\.service).filter { $0 != StackNames.proxyService }
            throw facts.wanted.missing(name, among: known + running)
        }
        throw DustyError(.conflict, "\(name) has no container yet", hint: "`dusty up` makes it")
    }

    /// Throws when the container of this name is another stack's, with which this one shares it.
    func checkOwn(_ name: String) async throws {
        try await observatory.current().checkOwn(name) { lender in "add `-s \(lender)`" }
    }

    /// Where the commands of an app begin, which is where it has its repo; nil for a container's own directory.
    func directory(of name: String) async -> String? {
        await observatory.current().wanted.apps.first { $0.name == name }?.directory
    }

    /// The container of a running app or service; `.conflict` when it does not run.
    func running(_ name: String) async throws -> ObservedContainer {
        let container = try await container(of: name)
        guard container.status == .running else {
            throw DustyError(
                .conflict,
                "\(name) is not running, it \(container.state.predicate)",
                hint: "start it with `dusty up`; `dusty logs \(name)` shows its last lines"
            )
        }
        return container
    }
}
