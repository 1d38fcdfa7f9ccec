/// What the daemon does with single containers of the engine.
protocol ContainerController: Sendable {
    /// One container as it is now; nil when it is gone.
    func container(_ id: String) async throws -> ObservedContainer?
    /// Starts a container, or resumes a paused one; nothing happens when it runs.
    func start(container: String) async throws
    /// Freezes a container; nothing happens when it is paused.
    func pause(container: String) async throws
    /// Resumes a container; nothing happens when it is not paused.
    func unpause(container: String) async throws
    /// Removes a container with its anonymous volumes, running or not; nothing happens when it is gone.
    func remove(container: String) async throws
    /// Connects a container to a network under names of its own there, and with names by which it alone reaches others there, each as
    /// `CONTAINER:NAME`. Throws `.notFound` when there is no such network.
    func join(container: String, network: String, aliases: [String], links: [String]) async throws
    /// Disconnects a container from a network; nothing happens when it is not on it.
    func leave(container: String, network: String) async throws
}

/// Repairing what an interrupted replacement left behind.
protocol ContainerTidying: Sendable {
    /// Gives a container another name. Throws `.conflict` when one has it.
    func rename(container: String, to name: String) async throws
    /// Removes a container, running or not, and none of its volumes; nothing happens when it is gone or about to be.
    func discard(container: String) async throws
}

/// A container's place on a network.
struct NetworkAttachment: Sendable, Equatable {
    /// Address there; nil while the container does not run.
    var address: String?
    /// Names that lead to it there, besides those of the container itself.
    var aliases: [String] = []
    /// Names by which it alone reaches others there, each as `CONTAINER:NAME`.
    var links: [String] = []
    /// Id of the network; nil while the engine does not say. Under the same name there may be another one by now.
    var network: String?
}

extension ContainerController {
    /// Connects a container to a network under names of its own there. Throws `.notFound` when there is no such network.
    func join(container: String, network: String, aliases: [String]) async throws {
        try await join(container: container, network: network, aliases: aliases, links: [])
    }
}
