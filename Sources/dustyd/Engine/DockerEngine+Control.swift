import DustyCore
import UnixHTTP

extension DockerEngine {
    func end(container: String, grace seconds: Int) async throws {
        // One that is gone has ended.
        _ = try await ifFound {
            guard let known = try await inspect(container) else { return }
            let seconds = known.config.stopTimeout.map { max(0, $0) } ?? seconds
            switch known.state.status {
            case .running: try await end(known, grace: .seconds(seconds))
            case .paused:
                // A frozen process gets no signal.
                try await unpause(container: container)
                try await end(known, grace: .seconds(seconds))
            // It has no process that could end; only the engine can keep it from getting one.
            case .restarting: try await stop(container: container, grace: 0)
            default: return
            }
        }
    }

    func grace(of container: String) async throws -> Int? {
        try await inspect(container)?.config.stopTimeout.map { max(0, $0) }
    }

    func process(of container: String) async throws -> Int? {
        try await inspect(container)?.state.process.flatMap { $0 > 0 ? $0 : nil }
    }

    /// Step by step: the engine's own stop continues after its client has left, so it could not be cancelled.
    private func end(_ container: InspectedContainer, grace: Duration) async throws {
        do {
            try await signal(container: container.id, container.config.stopSignal ?? "SIGTERM")
            let hasEnded = try await withDeadline(grace) {
                _ = try await exitCode(of: container.id)
                return true
            }
            guard hasEnded == nil else { return }
            try await signal(container: container.id, "SIGKILL")
        } catch let error as DustyError where error.code == .conflict {
            // It has ended by itself meanwhile.
        }
        _ = try await exitCode(of: container.id)
    }

    func signal(container: String, _ signal: String) async throws {
        try await api.reply("POST", "/containers/\(HTTPQuery.escape(container))/kill", [("signal", signal)])
    }

    /// Time for a program that Dusty runs in a container: all of them only inspect something.
    private static let patience = Duration.seconds(60)

    func execute(container: String, _ arguments: [String]) async throws -> (status: Int, output: String) {
        let result = try await withDeadline(Self.patience) { try await run(arguments, in: container) }
        guard let result else {
            throw DustyError(
                .failed,
                "`\(arguments.first ?? "")` in the container is still running after \(Self.patience.components.seconds) s",
                hint: "see what the container does: docker top \(container.prefix(12))"
            )
        }
        return result
    }

    private func run(_ arguments: [String], in container: String) async throws -> (status: Int, output: String) {
        let id = try await createExec(in: container, ExecProgram(command: arguments, readsInput: false))
        var frames = StreamFrames()
        var output = TailBuffer(limit: 1 << 20)
        let start = ExecStart(terminal: false, size: nil)
        try await api.stream("POST", "/exec/\(HTTPQuery.escape(id))/start", json: start) { piece in
            for part in frames.append(piece) { output.append(part.bytes) }
        }
        return (try await exitCode(ofExec: id) ?? -1, output.text)
    }

    func bridgeAddress() async throws -> String {
        let network: NetworkReply = try await api.value("/networks/bridge")
        for configuration in network.configurations {
            if let gateway = configuration.gateway, !gateway.isEmpty { return gateway }
            if let first = configuration.subnet.flatMap(Self.firstAddress) { return first }
        }
        throw DustyError(
            .failed,
            "the container engine's default bridge network has no address",
            hint: "start Docker without --bridge=none: Dusty forwards ports on that network"
        )
    }

    func imageID(_ name: String) async throws -> String? {
        struct Image: Decodable {
            let id: String
            private enum CodingKeys: String, CodingKey { case id = "Id" }
        }
        let image: Image? = try await ifFound { try await api.value("/images/\(Self.path(name))/json") }
        return image?.id
    }

    func builtImages() async throws -> [BuiltImage] {
        struct Image: Decodable {
            let labels: [String: String]?
            let tags: [String]?
            private enum CodingKeys: String, CodingKey {
                case labels = "Labels"
                case tags = "RepoTags"
            }
        }
        let filters = Self.filters(["label": [StackLabel.build]])
        let images: [Image] = try await api.value("/images/json", [("filters", filters)])
        return images.compactMap { image in
            image.labels?[StackLabel.build].map { BuiltImage(mark: $0, names: image.tags ?? []) }
        }
    }

    /// The first address of an IPv4 subnet, which the engine takes for itself by default.
    private static func firstAddress(of subnet: String) -> String? {
        guard let base = IPv4Number(String(subnet.prefix { $0 != "/" })), base.value & 0xFF < 255 else { return nil }
        return IPv4Number(base.value + 1).text
    }
}
