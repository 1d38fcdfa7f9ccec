import DustyCore
import UnixHTTP

extension HTTPDaemon {
    func definition(of name: String) async throws -> DefinitionInfo {
        try await value(Endpoint.definitionInfo(HTTPQuery.escape(name)))
    }
}
