import DustyCore
import UnixHTTP

extension HTTPDaemon {
    func plan() async throws -> PlanReport {
        try await value(Endpoint.plan)
    }

    func definition(of name: String) async throws -> DefinitionInfo {
        try await value(Endpoint.specification(HTTPQuery.escape(name)))
    }
}
