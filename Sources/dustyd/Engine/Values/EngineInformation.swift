import DustyCore
import UnixHTTP

/// What the engine reports of itself and, for finding faults, of its objects.
protocol EngineInformation: Sendable {
    /// Version, place and clock.
    func facts() async throws -> EngineFacts
    /// Networks of a Compose project, by name.
    func networks(project: String) async throws -> [StoredNetwork]
    /// Removes a network. Throws when a container is connected to it.
    func removeNetwork(_ name: String) async throws
    /// The engine's own words, as JSON: `/info`, `/version`, or `/containers/{id}/json`.
    func document(_ path: String) async throws -> [UInt8]
}

extension EngineInformation {
    /// One measurement of a running container, as JSON.
    func measurement(of container: String) async throws -> [UInt8] {
        try await document("/containers/\(HTTPQuery.escape(container))/stats?stream=false&one-shot=true")
    }
}

/// An engine's version, place and clock.
struct EngineFacts: Sendable, Equatable {
    /// Such as `26.1.5`.
    var version: String
    /// Newest version of its API.
    var api: String
    /// Its data directory.
    var root: String?
    /// Its clock when it answered.
    var time: Timestamp?
    /// Its security options, such as `name=userns`.
    var security: [String] = []
    /// The release of the kernel that it runs on; nil when it does not say.
    var kernel: String?
}

/// A network, and how many containers are connected to it.
struct StoredNetwork: Sendable, Equatable {
    var name: String
    var users: Int
}
