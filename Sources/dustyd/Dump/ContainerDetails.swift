import DustyCore
import Essentials

/// What the engine knows of one container, within bounds and without secrets. Processes choose their names and arguments themselves.
struct ContainerDetails: Sendable {
    /// The most processes, and the most characters of a field, that are given.
    static let mostProcesses = 500
    static let longestField = 1000
    /// The longest document, in characters.
    static let longestDocument = 512 << 10

    let containers: ContainerLookup
    let engine: any EngineInformation
    /// Values that were set on this host.
    let secrets: KnownSecrets

    /// What runs in a container.
    func processes(of name: String) async throws -> ContainerProcesses {
        struct Reply: Decodable {
            let titles: [String]?
            let processes: [[String]]?
            private enum CodingKeys: String, CodingKey {
                case titles = "Titles"
                case processes = "Processes"
            }
        }
        let container = try await containers.running(name)
        let reply: Reply = try Self.decode(
            try await engine.document("/containers/\(container.id)/top?ps_args=-eo%20pid,ppid,user,pcpu,rss,etime,args")
        )
        let redactor = Redactor(secrets: try await secretVariables(of: container.id))
        let all = reply.processes ?? []
        let rows = all.prefix(Self.mostProcesses).map { row in
            row.prefix(16).map { field in
                Self.shown(field) { secrets.hide(redactor.redact($0).text) }
            }
        }
        return ContainerProcesses(
            columns: (reply.titles ?? []).prefix(16).map { String($0.prefix(Self.longestField)) },
            rows: rows,
            omitted: max(0, all.count - Self.mostProcesses)
        )
    }

    /// A field without secrets, cut to what is shown. Secrets are taken out first: of one that is cut in two neither half is known. What is too
    /// long to be looked through is cut at a space, for the same reason.
    static func shown(_ field: String, hiding: (String) -> String) -> String {
        var whole = Substring(field)
        if field.utf8.count > longestDocument {
            whole = whole.prefix(longestDocument / 4)
            whole = whole.lastIndex(of: " ").map { whole[..<$0] } ?? ""
        }
        return String(hiding(String(whole)).prefix(longestField))
    }

    /// A container in the engine's own words.
    func inspection(of name: String) async throws -> ContainerInspection {
        let container = try await containers.container(of: name)
        let document = String(decoding: try await engine.document("/containers/\(container.id)/json"), as: UTF8.self)
        let tree = RedactedTree(document)
        guard let json = tree.json(Redactor(secrets: tree.secrets)), json.utf8.count <= Self.longestDocument else {
            throw DustyError(.failed, "what the engine says of \(name) is too long or cannot be read")
        }
        return ContainerInspection(json: secrets.hide(json))
    }

    /// What a container has used since it started.
    func use(of name: String) async throws -> ContainerUse {
        let container = try await containers.running(name)
        let reply: UseReply = try Self.decode(try await engine.measurement(of: container.id))
        return reply.use
    }

    /// Values of the container's variables that look secret: a program may have been given them as arguments too.
    private func secretVariables(of id: String) async throws -> [String] {
        struct Reply: Decodable {
            struct Config: Decodable {
                let variables: [String]?
                private enum CodingKeys: String, CodingKey { case variables = "Env" }
            }
            let config: Config?
            private enum CodingKeys: String, CodingKey { case config = "Config" }
        }
        let reply: Reply = try Self.decode(try await engine.document("/containers/\(id)/json"))
        return (reply.config?.variables ?? []).compactMap { text in
            guard let sign = text.firstIndex(of: "=") else { return nil }
            let value = String(text[text.index(after: sign)...])
            return EnvVariable(name: String(text[..<sign]), value: value).looksSecret ? value : nil
        }
    }

    private static func decode<Value: Decodable>(_ document: [UInt8]) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: Data(document))
        } catch {
            throw DustyError(.failed, "the container engine answered what Dusty cannot read")
        }
    }
}

/// The parts of the engine's measurements that are sums since the start.
private struct UseReply: Decodable {
    struct Network: Decodable {
        let received: Int64?
        let sent: Int64?
        private enum CodingKeys: String, CodingKey {
            case received = "rx_bytes"
            case sent = "tx_bytes"
        }
    }
    struct Disks: Decodable {
        struct Entry: Decodable {
            let op: String
            let value: Int64?
        }
        let entries: [Entry]?
        private enum CodingKeys: String, CodingKey { case entries = "io_service_bytes_recursive" }
    }
    struct Processes: Decodable {
        let current: Int64?
        /// All ones where there is none.
        let limit: UInt64?
    }

    let networks: [String: Network]?
    let disks: Disks?
    let processes: Processes?
    private enum CodingKeys: String, CodingKey {
        case networks
        case disks = "blkio_stats"
        case processes = "pids_stats"
    }

    var use: ContainerUse {
        func written(_ op: String) -> Int64? {
            disks?.entries.map { Self.sum($0.filter { $0.op.lowercased() == op }.map(\.value)) }
        }
        return ContainerUse(
            processes: processes?.current.map { Int(clamping: $0) },
            processLimit: processes?.limit.flatMap { $0 > 0 && $0 < 1 << 40 ? Int($0) : nil },
            networkReceivedBytes: networks.map { Self.sum($0.values.map(\.received)) },
            networkSentBytes: networks.map { Self.sum($0.values.map(\.sent)) },
            diskReadBytes: written("read"),
            diskWrittenBytes: written("write")
        )
    }

    /// The engine may be another machine's, and say anything.
    private static func sum(_ values: [Int64?]) -> Int64 {
        values.reduce(0) { min($0 + min(max(0, $1 ?? 0), 1 << 60), 1 << 60) }
    }
}
