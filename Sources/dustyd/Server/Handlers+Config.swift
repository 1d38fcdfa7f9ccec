import DustyCore
import Hummingbird

extension Handlers {
    @Sendable func env(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await administration.env(for: try caller(context)))
    }

    @Sendable func changeEnv(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let change: EnvRequest = try await decode(request, context)
        return try Reply.json(try await administration.change(change, for: try caller(context)))
    }

    @Sendable func config(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await administration.config())
    }

    @Sendable func changeConfig(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let change: SettingRequest = try await decode(request, context)
        let settings = try await administration.change(change, for: try caller(context))
        await access.apply()
        return try Reply.json(settings)
    }

    @Sendable func setUp(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let wanted: SetupRequest = try await decode(request, context)
        let caller = try caller(context, sshAuthSock: wanted.sshAuthSock)
        let report = try await administration.setUp(wanted, for: caller)
        await access.apply()
        return try Reply.json(report)
    }
}
