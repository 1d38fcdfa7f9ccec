import DustyCore
import Hummingbird

extension Handlers {
    @Sendable func audit(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let query = request.uri.queryParameters
        var wanted = AuditRequest()
        if let text = query["since"] {
            guard let since = Timestamp(String(text)) else {
                throw DustyError(.invalid, "`since` is not a moment", hint: "write it as 2026-01-31T12:00:00Z")
            }
            wanted.since = since
        }
        if let text = query["limit"] {
            guard let limit = Int(text), limit > 0 else {
                throw DustyError(.invalid, "`limit` is not a number above 0")
            }
            wanted.limit = limit
        }
        return try Reply.json(try await audit.records(wanted))
    }
}
