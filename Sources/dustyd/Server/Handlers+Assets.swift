import DustyCore
import Hummingbird

extension Handlers {
    @Sendable func assets(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await administration.assets(for: try caller(context)))
    }

    @Sendable func changeAsset(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let change: AssetRequest = try await decode(request, context)
        return try Reply.json(try await administration.change(change, for: try caller(context)))
    }

    @Sendable func asset(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let name = request.uri.queryParameters["name"].map(String.init) ?? ""
        return try Reply.json(try await administration.asset(name))
    }
}
