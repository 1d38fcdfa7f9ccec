import DustyCore
import UnixHTTP

extension DockerEngine: EngineInformation {
    func facts() async throws -> EngineFacts {
        struct Version: Decodable {
            let version: String
            let api: String?
            private enum CodingKeys: String, CodingKey {
                case version = "Version"
                case api = "ApiVersion"
            }
        }
        struct Information: Decodable {
            let root: String?
            let time: String?
            let security: [String]?
            let kernel: String?
            private enum CodingKeys: String, CodingKey {
                case root = "DockerRootDir"
                case time = "SystemTime"
                case security = "SecurityOptions"
                case kernel = "KernelVersion"
            }
        }
        let version: Version = try await api.value("/version")
        let information: Information = try await api.value("/info")
        return EngineFacts(
            version: version.version,
            api: version.api ?? "?",
            root: information.root,
            time: information.time.flatMap { Timestamp($0) },
            security: information.security ?? [],
            kernel: information.kernel
        )
    }

    func networks(project: String) async throws -> [StoredNetwork] {
        struct Network: Decodable {
            struct Endpoint: Decodable {}
            let name: String
            let containers: [String: Endpoint]?
            private enum CodingKeys: String, CodingKey {
                case name = "Name"
                case containers = "Containers"
            }
        }
        let filters = Self.filters(["label": ["\(ComposeLabel.project)=\(project)"]])
        let listed: [Network] = try await api.value("/networks", [("filters", filters)])
        var networks: [StoredNetwork] = []
        for network in listed {
            // Only the answer for a single network says what is connected.
            let full: Network = try await api.value("/networks/\(HTTPQuery.escape(network.name))")
            networks.append(StoredNetwork(name: network.name, users: full.containers?.count ?? 0))
        }
        return networks
    }

    func removeNetwork(_ name: String) async throws {
        try await api.reply("DELETE", "/networks/\(HTTPQuery.escape(name))")
    }

    func document(_ path: String) async throws -> [UInt8] {
        EngineText.cleaned(json: try await api.reply("GET", path))
    }
}
