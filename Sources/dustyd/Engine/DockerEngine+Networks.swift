import DustyCore
import UnixHTTP

extension DockerEngine: EngineNetworks {
    func network(_ name: String) async throws -> EngineNetwork? {
        struct Reply: Decodable {
            struct Endpoint: Decodable {}
            let id: String
            let name: String
            let labels: [String: String]?
            let containers: [String: Endpoint]?
            private enum CodingKeys: String, CodingKey {
                case id = "Id"
                case name = "Name"
                case labels = "Labels"
                case containers = "Containers"
            }
        }
        let reply: Reply? = try await ifFound { try await api.value("/networks/\(HTTPQuery.escape(name))") }
        // The engine also finds one by the beginning of its id.
        guard let reply, reply.name == name else { return nil }
        // Of an endpoint whose container is gone the engine has no id.
        let users = (reply.containers ?? [:]).keys.filter { !$0.hasPrefix("ep-") }.sorted()
        return EngineNetwork(id: reply.id, labels: reply.labels ?? [:], users: users)
    }

    func makeNetwork(_ name: String, subnet: String?, labels: [String: String]) async throws {
        let ranges = subnet.map { NetworkCreation.Ranges(list: [["Subnet": $0]]) }
        let request = NetworkCreation(name: name, ranges: ranges, labels: labels)
        try await api.reply("POST", "/networks/create", json: request, timeout: .seconds(60))
    }

    func discard(network: String) async throws {
        _ = try await ifFound { try await removeNetwork(network) }
    }
}

/// The engine's words for a network without a way out.
private struct NetworkCreation: Encodable {
    struct Ranges: Encodable {
        let list: [[String: String]]
        private enum CodingKeys: String, CodingKey { case list = "Config" }
    }
    let name: String
    let ranges: Ranges?
    let labels: [String: String]
    private let driver = "bridge"
    private let isInternal = true
    /// Old engines make two of the same name.
    private let isChecked = true
    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case ranges = "IPAM"
        case labels = "Labels"
        case driver = "Driver"
        case isInternal = "Internal"
        case isChecked = "CheckDuplicate"
    }

    init(name: String, ranges: Ranges?, labels: [String: String]) {
        (self.name, self.ranges, self.labels) = (name, ranges, labels)
    }
}
