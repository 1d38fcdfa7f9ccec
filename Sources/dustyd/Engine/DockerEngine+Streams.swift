import DustyCore
import UnixHTTP

extension DockerEngine {
    func logs(
        container: String,
        query: LogQuery,
        each: @Sendable ([ContainerLogLine]) async throws -> Void
    ) async throws {
        var parameters = [("stdout", "1"), ("stderr", "1"), ("timestamps", "1")].map { (name: $0.0, value: $0.1) }
        parameters.append(("follow", query.follow ? "1" : "0"))
        parameters.append(("tail", query.tail.map { String(max(0, $0)) } ?? "all"))
        if let since = query.since {
            let fraction = String(since.milliseconds % 1000 + 1000).dropFirst()
            parameters.append(("since", "\(since.milliseconds / 1000).\(fraction)"))
        }
        if let until = query.until {
            // The engine's own limit is within: the last nanosecond before.
            let last = until.milliseconds - 1
            let fraction = String(last % 1000 + 1000).dropFirst()
            parameters.append(("until", "\(last / 1000).\(fraction)999999"))
        }
        var decoder = LogDecoder(terminal: query.terminal, parts: query.parts)
        func pass(_ lines: [ContainerLogLine]) async throws {
            if !lines.isEmpty { try await each(lines) }
        }
        try await api.stream("GET", "/containers/\(HTTPQuery.escape(container))/logs", parameters) { piece in
            try await pass(decoder.append(piece))
        }
        try await pass(decoder.finish())
    }

    func stats(container: String, each: @Sendable (ContainerStats) async throws -> Void) async throws {
        struct Host: Decodable {
            let memory: Int64?
            private enum CodingKeys: String, CodingKey { case memory = "MemTotal" }
        }
        /// Thrown to leave the stream, which the engine itself never ends.
        struct Stopped: Error {}
        let host: Host = try await api.value("/info")
        var splitter = LineSplitter(limit: 1 << 20)
        do {
            let path = "/containers/\(HTTPQuery.escape(container))/stats"
            try await api.stream("GET", path, [("stream", "1")]) { piece in
                for line in splitter.append(piece) where !line.isEmpty {
                    let reply: StatsReply = try api.decode(line)
                    if reply.isAfterEnd { throw Stopped() }
                    if let stats = reply.stats(hostMemory: host.memory) { try await each(stats) }
                }
            }
        } catch is Stopped {}
    }
}
