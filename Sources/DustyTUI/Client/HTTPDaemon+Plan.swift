import DustyCore
import UnixHTTP

extension HTTPDaemon {
    func plan() async throws -> PlanReport {
        try await value(Endpoint.plan)
    }

    func syncPreview(of names: [String], exact: Bool) async throws -> [SyncPreview] {
        let query = names.map { (name: "name", value: $0) } + (exact ? [(name: "exact", value: "true")] : [])
        return try await value(HTTPQuery.path(Endpoint.syncPreview, query))
    }
}
