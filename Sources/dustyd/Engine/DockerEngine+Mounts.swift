import DustyCore
import UnixHTTP

extension DockerEngine {
    func mounts() async throws -> [ContainerMounts] {
        let listed: [MountsReply] = try await api.value("/containers/json", [("all", "1")])
        var found: [ContainerMounts] = []
        for container in listed where container.mounts?.isEmpty == false {
            // Only the answer for a single container lists temporary file systems.
            let path = "/containers/\(HTTPQuery.escape(container.id))/json"
            guard let whole = try await ifFound({ try await api.value(path, as: MountsReply.self) }) else { continue }
            found.append(whole.observed)
        }
        return found
    }
}

/// What the engine reports of a container's mounts.
private struct MountsReply: Decodable {
    struct Mount: Decodable {
        let source: String?
        let destination: String
        private enum CodingKeys: String, CodingKey {
            case source = "Source"
            case destination = "Destination"
        }
    }

    struct HostConfig: Decodable {
        let temporary: [String: String]?
        private enum CodingKeys: String, CodingKey { case temporary = "Tmpfs" }
    }

    let id: String
    let mounts: [Mount]?
    let host: HostConfig?
    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case mounts = "Mounts"
        case host = "HostConfig"
    }

    var observed: ContainerMounts {
        let temporary = (host?.temporary ?? [:]).keys.map { ContainerMounts.Mount(source: "", destination: $0) }
        let mounts = (mounts ?? []).map { ContainerMounts.Mount(source: $0.source ?? "", destination: $0.destination) }
        return ContainerMounts(mounts: mounts + temporary)
    }
}
