import DustyCore
import Hummingbird

extension Handlers {
    @Sendable func machineList(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await machines.all())
    }

    @Sendable func addMachine(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let wanted: MachineRequest = try await decode(request, context)
        let caller = try caller(context, sshAuthSock: wanted.sshAuthSock)
        return try Reply.json(try await machines.add(wanted, for: caller), status: .created)
    }

    @Sendable func useMachine(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await machines.use(try await decode(request, context)))
    }

    @Sendable func createMachine(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let wanted: MachineCreation = try await decode(request, context)
        let caller = try caller(context, sshAuthSock: wanted.sshAuthSock)
        return try Reply.json(try await machines.create(wanted, for: caller), status: .created)
    }

    @Sendable func changeMachine(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await machines.change(try await decode(request, context)))
    }

    @Sendable func removeMachine(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await machines.remove(try await decode(request, context)))
    }
}
