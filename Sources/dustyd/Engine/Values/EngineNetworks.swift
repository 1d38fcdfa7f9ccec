/// Networks that Dusty makes itself, without Compose.
protocol EngineNetworks: Sendable {
    /// A network by its name; nil when there is none.
    func network(_ name: String) async throws -> EngineNetwork?
    /// Makes a network without a way out. Throws when there is one of the name, or when its addresses are taken.
    func makeNetwork(_ name: String, subnet: String?, labels: [String: String]) async throws
    /// Removes a network; nothing happens when it is gone. Throws when a container is on it.
    func discard(network: String) async throws
}

/// A network as the engine has it.
struct EngineNetwork: Sendable, Equatable {
    /// Full id, which one that is made again under the same name does not have.
    var id: String
    var labels: [String: String] = [:]
    /// Full ids of the running containers on it.
    var users: [String] = []
}
