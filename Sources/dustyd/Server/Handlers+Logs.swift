import DustyCore
import Hummingbird

extension Handlers {
    @Sendable func logs(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let query = request.uri.queryParameters
        let wanted = LogRequest(
            names: query.getAll("name"),
            follow: ["1", "true"].contains(query["follow"].map(String.init)),
            tail: try query["tail"].map { text in
                guard let tail = Int(text), tail >= 0 else {
                    throw DustyError(.invalid, "tail is `\(text)`, not a number of lines", hint: "such as tail=100")
                }
                return tail
            },
            since: try query["since"].map { text in
                guard let since = Timestamp(text) else {
                    throw DustyError(.invalid, "since is `\(text)`, not a time", hint: "such as 2026-01-31T14:02:11Z")
                }
                return since
            },
            parts: ["1", "true"].contains(query["parts"].map(String.init))
        )
        try await logs.check(wanted)
        let logs = logs
        return Reply.stream(request) { lines in
            nonisolated(unsafe) var writer = lines
            try await logs.stream(wanted) { batch in try await writer.write(batch) }
        }
    }
}
