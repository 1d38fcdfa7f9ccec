import DustyCore
import Essentials
import UnixHTTP

/// The Docker Engine behind its Unix socket.
struct DockerEngine: EngineObserver, EngineController {
    let api: EngineAPI

    /// The engine that listens at a path; see `EngineSocket`. `machine` names the machine that the socket leads to, when that is not this host.
    init(socketPath: String, machine: String? = nil) {
        api = EngineAPI(socketPath: socketPath, machine: machine)
    }

    func version() async throws -> String {
        struct Reply: Decodable {
            let version: String
            private enum CodingKeys: String, CodingKey { case version = "Version" }
        }
        return try await api.value("/version", as: Reply.self).version
    }

    func containers(project: String) async throws -> [ObservedContainer] {
        let listed: [ListedContainer] = try await api.value(
            "/containers/json",
            [("all", "1"), ("filters", Self.filters(["label": ["\(ComposeLabel.project)=\(project)"]]))]
        )
        let inspected = try await withThrowingTaskGroup(of: InspectedContainer?.self) { group in
            var waiting = listed.makeIterator()
            var found: [InspectedContainer] = []
            func inspectNext() {
                guard let next = waiting.next() else { return }
                group.addTask { try await inspect(next.id) }
            }
            for _ in 0..<8 { inspectNext() }
            while let container = try await group.next() {
                if let container { found.append(container) }
                inspectNext()
            }
            return found
        }
        return inspected.map(\.observed).filter { !$0.isOneOff }.sorted(by: ObservedContainer.isBefore)
    }

    func container(_ id: String, project: String) async throws -> ObservedContainer? {
        guard let container = try await inspect(id)?.observed, container.labels[ComposeLabel.project] == project,
            !container.isOneOff
        else { return nil }
        return container
    }

    func events(project: String, each: @escaping @Sendable (EngineEvent) async throws -> Void) async throws {
        // An event of a container that loses its network is one of the network, which has no label to filter by.
        let networks = ["\(project)_default"] + [StackNames.sharedNetwork(ofProject: project)].compactMap(\.self)
        let filters = [
            Self.filters([
                "type": ["container"], "label": ["\(ComposeLabel.project)=\(project)"], "event": Self.heeded,
            ]),
            Self.filters(["type": ["network"], "network": networks]),
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for filter in filters { group.addTask { try await events(matching: filter, each) } }
            try await group.waitForAll()
        }
    }

    /// What may change how a container is shown. All others, such as the three of each program that a health check runs, every second in some
    /// stacks, would only wake the daemon.
    private static let heeded = [
        "create", "destroy", "die", "health_status", "kill", "oom", "pause", "rename", "restart", "start", "stop",
        "unpause", "update",
    ]

    private func events(matching filters: String, _ each: @Sendable (EngineEvent) async throws -> Void) async throws {
        // Starting slightly in the past leaves no gap to a list that was requested at the same time.
        let since = Int64(Date().timeIntervalSince1970) - 2
        var splitter = LineSplitter(limit: 1 << 20)
        try await api.stream("GET", "/events", [("since", String(since)), ("filters", filters)]) { piece in
            for line in splitter.append(piece) where !line.isEmpty {
                let event = try (api.decode(line) as EngineEventReply).event
                // Should an engine send them all the same.
                if !event.action.hasPrefix("exec_") { try await each(event) }
            }
        }
    }

    /// One container; nil when it has gone since it was listed.
    func inspect(_ id: String) async throws -> InspectedContainer? {
        try await ifFound { try await api.value("/containers/\(HTTPQuery.escape(id))/json") }
    }

    /// What `body` returns; nil when the engine does not know that name.
    func ifFound<Value>(_ body: () async throws -> Value) async throws -> Value? {
        do {
            return try await body()
        } catch let error as DustyError where error.code == .notFound {
            return nil
        }
    }

    /// The JSON text of a `filters` parameter.
    static func filters(_ filters: [String: [String]]) -> String {
        // Strings in arrays in an object always have a JSON text.
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return (try? encoder.encode(filters)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }
}

extension DockerEngine: EnginePulse {
    func ping() async throws {
        try await api.reply("GET", "/_ping")
    }

    func ping(container: String) async throws {
        do {
            // One measurement of one container is the least for which the engine asks containerd, which asks the kernel.
            try await api.reply(
                "GET",
                "/containers/\(HTTPQuery.escape(container))/stats",
                [("stream", "false"), ("one-shot", "true")]
            )
        } catch let error as DustyError where error.code != .unavailable {
            // A refusal is an answer: it is gone, or stopped.
        }
    }
}
