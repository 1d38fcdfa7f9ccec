import DustyCore
import UnixHTTP

extension DockerEngine: EngineStorage, EnginePower {
    func usage() async throws -> EngineUsage {
        struct Information: Decodable {
            let root: String?
            private enum CodingKeys: String, CodingKey { case root = "DockerRootDir" }
        }
        // The engine needs as long as `du` to add up volumes.
        let reply: StorageReply = try api.decode(
            try await api.reply("GET", "/system/df", timeout: .seconds(180))
        )
        var usage = reply.usage
        usage.root = try await api.value("/info", as: Information.self).root
        return usage
    }

    func logPath(container: String) async throws -> String? {
        struct Reply: Decodable {
            let path: String?
            private enum CodingKeys: String, CodingKey { case path = "LogPath" }
        }
        let reply: Reply? = try await ifFound { try await api.value("/containers/\(HTTPQuery.escape(container))/json") }
        return reply?.path.flatMap { $0.isEmpty ? nil : $0 }
    }

    func removeContainer(_ id: String) async throws {
        try await remove("/containers/\(HTTPQuery.escape(id))", [("v", "1")])
    }

    func removeImage(_ id: String) async throws {
        try await remove("/images/\(HTTPQuery.escape(id))", [])
    }

    func removeVolume(_ name: String) async throws {
        try await remove("/volumes/\(HTTPQuery.escape(name))", [])
    }

    func volume(_ name: String) async throws -> VolumePlace? {
        let reply: VolumeReply? = try await ifFound { try await api.value("/volumes/\(HTTPQuery.escape(name))") }
        return reply?.place
    }

    func makeVolume(_ name: String, labels: [String: String]) async throws -> VolumePlace {
        struct Request: Encodable {
            let name: String
            let labels: [String: String]
            private enum CodingKeys: String, CodingKey {
                case name = "Name"
                case labels = "Labels"
            }
        }
        let request = Request(name: name, labels: labels)
        let reply: VolumeReply = try api.decode(try await api.reply("POST", "/volumes/create", json: request))
        return reply.place
    }

    private struct VolumeReply: Decodable {
        let name: String
        let driver: String
        let directory: String
        let options: [String: String]?
        private enum CodingKeys: String, CodingKey {
            case name = "Name"
            case driver = "Driver"
            case directory = "Mountpoint"
            case options = "Options"
        }

        var place: VolumePlace {
            VolumePlace(name: name, driver: driver, hasOptions: options?.isEmpty == false, directory: directory)
        }
    }

    func stop(container: String, grace seconds: Int) async throws {
        try await api.reply(
            "POST",
            "/containers/\(HTTPQuery.escape(container))/stop",
            [("t", String(seconds))],
            timeout: .seconds(seconds + 60)
        )
    }

    private func remove(_ path: String, _ query: [(name: String, value: String)]) async throws {
        _ = try await ifFound { try await api.reply("DELETE", path, query, timeout: .seconds(120)) }
    }
}
