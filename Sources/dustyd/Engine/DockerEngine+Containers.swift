import DustyCore
import UnixHTTP

extension DockerEngine: ContainerController {
    func container(_ id: String) async throws -> ObservedContainer? {
        try await ignoring(.notFound) {
            let container: InspectedContainer = try await api.value("/containers/\(HTTPQuery.escape(id))/json")
            return container.observed
        }
    }

    func start(container: String) async throws {
        try await api.reply("POST", "/containers/\(HTTPQuery.escape(container))/start", timeout: .seconds(60))
    }

    func remove(container: String) async throws {
        _ = try await ignoring(.notFound) {
            try await api.reply(
                "DELETE",
                "/containers/\(HTTPQuery.escape(container))",
                [("force", "true"), ("v", "true")],
                timeout: .seconds(60)
            )
        }
    }

    func join(container: String, network: String, aliases: [String]) async throws {
        let request = Connection(container: container, endpoint: Connection.Endpoint(aliases: aliases))
        try await api.reply("POST", "/networks/\(HTTPQuery.escape(network))/connect", json: request)
    }

    func leave(container: String, network: String) async throws {
        let request = Disconnection(container: container, force: true)
        _ = try await ignoring(.notFound) {
            try await api.reply("POST", "/networks/\(HTTPQuery.escape(network))/disconnect", json: request)
        }
    }

    private func ignoring<Value>(_ code: DustyError.Code, _ body: () async throws -> Value) async throws -> Value? {
        do {
            return try await body()
        } catch let error as DustyError where error.code == code {
            return nil
        }
    }

    private struct Connection: Encodable {
        struct Endpoint: Encodable {
            let aliases: [String]
            private enum CodingKeys: String, CodingKey { case aliases = "Aliases" }
        }
        let container: String
        let endpoint: Endpoint
        private enum CodingKeys: String, CodingKey {
            case container = "Container"
            case endpoint = "EndpointConfig"
        }
    }

    private struct Disconnection: Encodable {
        let container: String
        let force: Bool
        private enum CodingKeys: String, CodingKey {
            case container = "Container"
            case force = "Force"
        }
    }
}
