import DustyCore
import Hummingbird
import Logging

/// Records every request that asks for a change, and every refused one.
struct AuditMiddleware: RouterMiddleware {
    typealias Context = DaemonContext

    let log: AuditLog
    let observatory: Observatory

    func handle(
        _ request: Request,
        context: DaemonContext,
        next: @concurrent (Request, DaemonContext) async throws -> Response
    ) async throws -> Response {
        let time = observatory.now
        do {
            let response = try await next(request, context)
            let outcome = context.note.outcome ?? (response.status.code < 400 ? "ok" : "\(response.status.code)")
            await write(request, context, time, outcome)
            return response
        } catch {
            let status = (error as? any HTTPResponseError)?.status.code ?? 500
            await write(request, context, time, status == 404 ? DustyError.Code.notFound.rawValue : "\(status)")
            throw error
        }
    }

    private func write(_ request: Request, _ context: DaemonContext, _ time: Timestamp, _ outcome: String) async {
        let path = request.uri.path
        guard leavesTrail(request, context) || outcome == DustyError.Code.forbidden.rawValue else { return }
        let peer = try? await PeerCredentials.peer(of: context.channel).get()
        let record = AuditRecord(
            time: time,
            uid: peer.map { Int($0.uid) } ?? -1,
            user: context.note.user,
            pid: peer.map { Int($0.pid) } ?? 0,
            request: "\(request.method.rawValue) \(path.prefix(200))",
            detail: context.note.detail,
            outcome: outcome
        )
        do {
            try await log.append(record)
            await forgetTrouble()
        } catch {
            let reason = (error as? DustyError)?.message ?? "\(error)"
            context.logger.error("the audit trail cannot be written", metadata: ["reason": "\(reason)"])
            await observatory.update {
                $0.warnings[.audit] = Warning(
                    subject: .audit,
                    message: "changes are not recorded: \(reason)",
                    hint: "make room for the file; its directory must be writable"
                )
            }
        }
    }

    /// Whether a request is recorded whatever its outcome. The path is that of the endpoint that answers, because a
    /// client can spell it in many ways.
    private func leavesTrail(_ request: Request, _ context: DaemonContext) -> Bool {
        guard [.get, .head].contains(request.method) else { return true }
        return API.endpoints.contains { $0.leavesTrail && $0.method == "GET" && $0.path == context.endpointPath }
    }

    /// What could not be written before can be written now.
    private func forgetTrouble() async {
        guard await observatory.current().warnings[.audit] != nil else { return }
        await observatory.update { $0.warnings[.audit] = nil }
    }
}
