import DustyCore
import Hummingbird

extension Handlers {
    @Sendable func definition(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let name = context.parameters.get("name") ?? ""
        return try Reply.json(try await administration.definition(of: name, for: try caller(context)))
    }
}
