import DustyCore
import Hummingbird

extension Handlers {
    @Sendable func doctor(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let wanted: DoctorRequest = try await decode(request, context)
        if wanted.fix, let job = await jobs.all().first(where: { !$0.state.isFinal }) {
            throw DustyError(
                .busy,
                "job \(job.id) (\(job.title)) of \(job.user) is at work; nothing is mended meanwhile",
                hint: "wait for it, or leave --fix out"
            )
        }
        let doctor = Doctor(stack: administration.stack, disk: disk, caller: try caller(context), mends: wanted.fix)
        return try Reply.json(await doctor.examine())
    }

    @Sendable func dump(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let doctor = Doctor(stack: administration.stack, disk: disk, caller: try caller(context), mends: false)
        // The trail is for those only who may read it.
        let trail = context.role >= Endpoint.ID.audit.least ? audit : nil
        let dump = Dump(stack: administration.stack, disk: disk, jobs: jobs, doctor: doctor, audit: trail)
        return try Reply.json(await dump.documents())
    }

    @Sendable func stageProgram(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let name = context.parameters.get("program") ?? ""
        guard let program = UpgradeProgram(rawValue: name) else {
            throw DustyError.unknown(name, among: UpgradeProgram.allCases.map(\.rawValue))
        }
        // Only the task that handles the request reads its body.
        nonisolated(unsafe) var pieces = request.body.makeAsyncIterator()
        let staged = try await upgrader.stage(program, for: try caller(context)) {
            try await pieces.next().map { Array(buffer: $0) }
        }
        return try Reply.json(staged, status: .created)
    }

    @Sendable func upgrade(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let wanted: UpgradeRequest = try await decode(request, context)
        return try Reply.json(try await upgrader.apply(wanted))
    }
}
