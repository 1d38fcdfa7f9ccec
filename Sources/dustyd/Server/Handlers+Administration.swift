import DustyCore
import Hummingbird

extension Handlers {
    @Sendable func bundles(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await administration.bundles(for: try caller(context)))
    }

    @Sendable func changeBundles(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let change: BundleRequest = try await decode(request, context)
        return try Reply.json(try await administration.change(change, for: try caller(context)))
    }

    @Sendable func repos(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await administration.repos(for: try caller(context)))
    }

    @Sendable func changeRepo(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let change: RepoRequest = try await decode(request, context)
        return try Reply.json(try await administration.change(change, for: try caller(context)))
    }

    @Sendable func changeRepos(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let changes: RepoChanges = try await decode(request, context)
        let caller = try caller(context, sshAuthSock: changes.sshAuthSock)
        return try Reply.json(try await administration.change(changes, for: caller))
    }

    @Sendable func validate(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await administration.validate(for: try caller(context)))
    }
}
