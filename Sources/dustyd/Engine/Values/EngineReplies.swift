import DustyCore

/// An entry of the list of containers.
struct ListedContainer: Decodable {
    let id: String

    private enum CodingKeys: String, CodingKey { case id = "Id" }
}

/// A container as `inspect` reports it.
struct InspectedContainer: Decodable {
    struct State: Decodable {
        struct Health: Decodable {
            let status: ContainerHealth
            private enum CodingKeys: String, CodingKey { case status = "Status" }
        }
        let status: ObservedContainer.Status
        let exitCode: Int
        let error: String?
        let outOfMemory: Bool?
        let startedAt: String?
        let finishedAt: String?
        let health: Health?
        let process: Int?
        private enum CodingKeys: String, CodingKey {
            case process = "Pid"
            case status = "Status"
            case exitCode = "ExitCode"
            case error = "Error"
            case outOfMemory = "OOMKilled"
            case startedAt = "StartedAt"
            case finishedAt = "FinishedAt"
            case health = "Health"
        }
    }
    struct Config: Decodable {
        let image: String
        let terminal: Bool
        /// Whether its process has an input that stays open.
        let readsInput: Bool?
        let labels: [String: String]?
        let stopSignal: String?
        /// Seconds between that signal and the end, as `stop_grace_period` says.
        let stopTimeout: Int?
        private enum CodingKeys: String, CodingKey {
            case stopSignal = "StopSignal"
            case stopTimeout = "StopTimeout"
            case image = "Image"
            case terminal = "Tty"
            case readsInput = "OpenStdin"
            case labels = "Labels"
        }
    }
    struct NetworkSettings: Decodable {
        struct Endpoint: Decodable {
            let address: String?
            let aliases: [String]?
            let links: [String]?
            let network: String?
            private enum CodingKeys: String, CodingKey {
                case address = "IPAddress"
                case aliases = "Aliases"
                case links = "Links"
                case network = "NetworkID"
            }
        }
        let networks: [String: Endpoint]?
        private enum CodingKeys: String, CodingKey { case networks = "Networks" }
    }
    struct HostConfig: Decodable {
        struct LogConfig: Decodable {
            let type: String?
            private enum CodingKeys: String, CodingKey { case type = "Type" }
        }
        let log: LogConfig?
        let networkMode: String?
        private static let lent = "container:"
        private enum CodingKeys: String, CodingKey {
            case log = "LogConfig"
            case networkMode = "NetworkMode"
        }
        /// The container whose network this one uses.
        var networkHolder: String? {
            guard let mode = networkMode, mode.hasPrefix(Self.lent), mode.count > Self.lent.count else { return nil }
            return String(mode.dropFirst(Self.lent.count))
        }
    }
    struct Mount: Decodable {
        let type: String?
        let name: String?
        private enum CodingKeys: String, CodingKey {
            case type = "Type"
            case name = "Name"
        }
    }
    let id: String
    let name: String
    let image: String
    let mounts: [Mount]?
    let restartCount: Int?
    let state: State
    let config: Config
    let networkSettings: NetworkSettings?
    let hostConfig: HostConfig?
    private enum CodingKeys: String, CodingKey {
        case hostConfig = "HostConfig"
        case id = "Id"
        case name = "Name"
        case image = "Image"
        case mounts = "Mounts"
        case restartCount = "RestartCount"
        case state = "State"
        case config = "Config"
        case networkSettings = "NetworkSettings"
    }

    /// The container in the daemon's own terms.
    var observed: ObservedContainer {
        let labels = config.labels ?? [:]
        let health = state.health?.status
        return ObservedContainer(
            id: id,
            service: labels[ComposeLabel.service] ?? "",
            name: name.hasPrefix("/") ? String(name.dropFirst()) : name,
            image: config.image,
            imageID: image,
            status: state.status,
            health: ["none", ""].contains(health?.rawValue) ? nil : health,
            exitCode: state.exitCode,
            error: state.error?.isEmpty == false ? state.error : nil,
            outOfMemory: state.outOfMemory ?? false,
            startedAt: Self.moment(state.startedAt),
            finishedAt: Self.moment(state.finishedAt),
            restarts: restartCount ?? 0,
            terminal: config.terminal,
            labels: labels,
            networks: networks,
            networkHolder: hostConfig?.networkHolder,
            logDriver: hostConfig?.log?.type,
            anonymousVolumes: (mounts ?? []).compactMap { $0.type == "volume" ? $0.name : nil }
                .filter(StoredVolume.isAnonymous)
        )
    }

    /// The aliases that were requested: the engine adds the container's short id.
    private var networks: [String: NetworkAttachment] {
        (networkSettings?.networks ?? [:]).mapValues { endpoint in
            let aliases = (endpoint.aliases ?? []).filter { $0 != String(id.prefix(12)) }
            return NetworkAttachment(
                address: endpoint.address.flatMap { $0.isEmpty ? nil : $0 },
                aliases: aliases,
                links: endpoint.links ?? [],
                network: endpoint.network.flatMap { $0.isEmpty ? nil : $0 }
            )
        }
    }

    /// The engine writes the year 1 for "never".
    private static func moment(_ text: String?) -> Timestamp? {
        guard let text, !text.hasPrefix("0001-") else { return nil }
        return Timestamp(text)
    }
}

/// Labels by which Compose marks what is its own.
enum ComposeLabel {
    static let project = "com.docker.compose.project"
    static let service = "com.docker.compose.service"
    /// On volumes: the name in the Compose file.
    static let volume = "com.docker.compose.volume"
    /// `True` for containers of `docker compose run`.
    static let oneOff = "com.docker.compose.oneoff"
}

/// An entry of the stream of events.
struct EngineEventReply: Decodable {
    struct Actor: Decodable {
        let id: String
        let attributes: [String: String]?
        private enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }
    }
    let type: String?
    let action: String
    let actor: Actor
    let timeNano: Int64?
    let time: Int64?
    private enum CodingKeys: String, CodingKey {
        case type = "Type"
        case action = "Action"
        case actor = "Actor"
        case timeNano
        case time
    }

    /// The event in the daemon's own terms.
    var event: EngineEvent {
        EngineEvent(
            action: action,
            // Labels are attributes too, so that those of a container name what they like.
            container: type == "network" ? actor.attributes?["container"] ?? actor.id : actor.id,
            service: actor.attributes?[ComposeLabel.service] ?? "",
            // Bounded, since the engine may be another machine's.
            time: Timestamp(milliseconds: timeNano.map { $0 / 1_000_000 } ?? min(max(0, time ?? 0), 1 << 40) * 1000),
            exitCode: actor.attributes?["exitCode"].flatMap { Int($0) }
        )
    }
}
