import DustyCore
import UnixHTTP

extension HTTPDaemon {
    func definition(of name: String, revealing: Bool) async throws -> DefinitionInfo {
        let path = Endpoint.definitionInfo(HTTPQuery.escape(name))
        return try await value(HTTPQuery.path(path, revealing ? [("reveal", "true")] : []))
    }
}
