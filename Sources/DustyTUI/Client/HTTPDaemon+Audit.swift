import DustyCore
import UnixHTTP

extension HTTPDaemon {
    func audit(_ request: AuditRequest) async throws -> [AuditRecord] {
        var items = [(name: "limit", value: "\(request.limit)")]
        if let since = request.since { items.append(("since", since.description)) }
        return try await value(HTTPQuery.path(Endpoint.audit, items))
    }
}
