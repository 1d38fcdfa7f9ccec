import DustyCore
import Hummingbird

extension Handlers {
    @Sendable func definition(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let name = context.parameters.get("name") ?? ""
        let revealing = request.uri.queryParameters["reveal"].map(String.init) == "true"
        return try Reply.json(
            try await administration.definition(of: name, revealing: revealing, for: try caller(context))
        )
    }
}
