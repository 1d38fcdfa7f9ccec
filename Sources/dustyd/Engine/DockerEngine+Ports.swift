extension DockerEngine: PublishedPorts {
    func publishedPorts() async throws -> [PublishedPort] {
        struct Container: Decodable {
            struct Port: Decodable {
                let address: String?
                let port: Int?
                let type: String
                private enum CodingKeys: String, CodingKey {
                    case address = "IP"
                    case port = "PublicPort"
                    case type = "Type"
                }
            }
            let id: String
            let names: [String]
            let ports: [Port]?
            let labels: [String: String]?
            private enum CodingKeys: String, CodingKey {
                case id = "Id"
                case names = "Names"
                case ports = "Ports"
                case labels = "Labels"
            }
        }
        let containers: [Container] = try await api.value("/containers/json")
        return containers.flatMap { container in
            (container.ports ?? []).compactMap { port in
                guard port.type == "tcp", let number = port.port else { return nil }
                return PublishedPort(
                    address: port.address ?? "0.0.0.0",
                    port: number,
                    id: container.id,
                    container: container.names.first.map { String($0.drop { $0 == "/" }) } ?? "?",
                    project: container.labels?[ComposeLabel.project]
                )
            }
        }
    }
}
