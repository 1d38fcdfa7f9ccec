import DustyCore
import Hummingbird

extension Handlers {
    @Sendable func jobs(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(await jobs.all())
    }

    @Sendable func startJob(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let wanted: JobRequest = try await decode(request, context)
        try context.role.check(atLeast: wanted.kind.least, to: "start the job `\(wanted.kind.rawValue)`")
        let caller = try caller(context, sshAuthSock: wanted.sshAuthSock)
        let job = try await jobs.start(wanted, for: caller)
        context.note.add("job \(job.id)")
        return try Reply.json(job, status: .created)
    }

    @Sendable func job(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await jobs.job(try jobID(context)))
    }

    @Sendable func cancelJob(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await jobs.cancel(try jobID(context)))
    }

    @Sendable func jobEvents(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let id = try jobID(context)
        let (changes, listener) = try await jobs.follow(id, for: context.caller?.uid)
        let jobs = jobs
        return Reply.stream(request) { lines in
            var next = 0
            for await _ in changes {
                while true {
                    let (events, ended) = try await jobs.events(of: id, from: next, to: listener)
                    try await lines.write(all: events)
                    if let last = events.last { next = last.sequence + 1 }
                    if ended { return }
                    if events.isEmpty { break }
                }
            }
            try await lines.write(all: try await jobs.events(of: id, from: next).events)
        }
    }

    private func jobID(_ context: DaemonContext) throws -> Int {
        guard let text = context.parameters.get("id"), let id = Int(text) else {
            throw DustyError(.invalid, "a job is named by its number", hint: "see `dusty jobs`")
        }
        return id
    }
}
