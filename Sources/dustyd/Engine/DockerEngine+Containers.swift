import DustyCore
import UnixHTTP

extension DockerEngine: ContainerController, ContainerTidying {
    func container(_ id: String) async throws -> ObservedContainer? {
        try await inspect(id)?.observed
    }

    func start(container: String) async throws {
        do {
            try await api.reply("POST", "/containers/\(HTTPQuery.escape(container))/start", timeout: .seconds(60))
        } catch let error as DustyError where error.code == .conflict {
            guard try await inspect(container)?.state.status == .paused else { throw error }
            try await unpause(container: container)
        }
    }

    func pause(container: String) async throws {
        do {
            try await api.reply("POST", "/containers/\(HTTPQuery.escape(container))/pause", timeout: .seconds(60))
        } catch let error as DustyError where error.code == .conflict || error.code == .failed {
            guard try await inspect(container)?.state.status == .paused else { throw error }
        }
    }

    func unpause(container: String) async throws {
        do {
            try await api.reply("POST", "/containers/\(HTTPQuery.escape(container))/unpause", timeout: .seconds(60))
        } catch let error as DustyError where error.code == .conflict || error.code == .failed {
            // It goes on already, or has ended, and so is not paused.
            if try await inspect(container)?.state.status == .paused { throw error }
        }
    }

    func remove(container: String) async throws {
        _ = try await ifFound {
            try await api.reply(
                "DELETE",
                "/containers/\(HTTPQuery.escape(container))",
                [("force", "true"), ("v", "true")],
                timeout: .seconds(60)
            )
        }
    }

    func join(container: String, network: String, aliases: [String], links: [String]) async throws {
        let endpoint = Connection.Endpoint(aliases: aliases, links: links.isEmpty ? nil : links)
        let request = Connection(container: container, endpoint: endpoint)
        try await api.reply("POST", "/networks/\(HTTPQuery.escape(network))/connect", json: request)
    }

    func leave(container: String, network: String) async throws {
        let request = Disconnection(container: container, force: true)
        _ = try await ifFound {
            try await api.reply("POST", "/networks/\(HTTPQuery.escape(network))/disconnect", json: request)
        }
    }

    func rename(container: String, to name: String) async throws {
        try await api.reply("POST", "/containers/\(HTTPQuery.escape(container))/rename", [("name", name)])
    }

    func discard(container: String) async throws {
        do {
            _ = try await ifFound {
                try await api.reply(
                    "DELETE",
                    "/containers/\(HTTPQuery.escape(container))",
                    [("force", "true")],
                    timeout: .seconds(60)
                )
            }
        } catch let error as DustyError where error.code == .conflict {
            // The engine is removing it already.
        }
    }

    private struct Connection: Encodable {
        struct Endpoint: Encodable {
            let aliases: [String]
            let links: [String]?
            private enum CodingKeys: String, CodingKey {
                case aliases = "Aliases"
                case links = "Links"
            }
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
