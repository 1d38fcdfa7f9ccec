import DustyCore
import UnixHTTP

extension HTTPDaemon {
    func plan() async throws -> PlanReport {
        try await value(Endpoint.plan)
    }

    func syncPreview(of names: [String]) async throws -> [SyncPreview] {
        try await value(HTTPQuery.path(Endpoint.syncPreview, names.map { (name: "name", value: $0) }))
    }
}
