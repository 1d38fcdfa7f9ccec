import DustyCore
import Hummingbird

extension Handlers {
    @Sendable func plan(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await administration.plan(for: try caller(context)))
    }

    @Sendable func syncPreview(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let names = request.uri.queryParameters.getAll("name")
        let exact = request.uri.queryParameters["exact"] == "true"
        return try Reply.json(try await administration.syncPreview(named: names, exact: exact))
    }
}
