import DustyCore
import Hummingbird
import Logging

extension Handlers {
    @Sendable func diskReport(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await disk.report(repos: try? await administration.stack.loader.usedRepos()))
    }

    @Sendable func cleanupPlan(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let scopes = Set(try CleanupScope.named(request.uri.queryParameters.getAll("scope")))
        let used = scopes.contains(.repos) ? try await administration.stack.loader.usedRepos() : nil
        return try Reply.json(try await disk.cleanupPlan(scopes, repos: used))
    }

    @Sendable func backup(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let query = request.uri.queryParameters
        let disk = disk
        let names = try await disk.select(query.getAll("name"))
        // An answer that has begun cannot tell any more why it ends.
        try await disk.archiver.check()
        guard ["1", "true"].contains(query["stop"].map(String.init)) else {
            return archive(of: names, for: request, context.logger)
        }
        let pause = try await beginPause(names, for: try caller(context))
        let keeper = PauseKeeper(pauses: disk.pauses, job: pause)
        let jobs = jobs
        let now = observatory.now
        return Reply.bytes(request, type: "application/x-tar") { writer in
            nonisolated(unsafe) var bytes = writer
            defer { withExtendedLifetime(keeper) {} }
            do {
                try await disk.pack(names, now: now) { try await bytes.write($0) }
            } catch {
                Self.report(error, context.logger)
                await disk.pauses.close(pause)
                throw error
            }
            // A cancelled job has started the containers again, so what was read is not of one moment.
            let isWhole = try await jobs.job(pause).state == .running
            await disk.pauses.close(pause)
            if !isWhole { throw CancellationError() }
            // Whoever has the whole backup may count on the containers: they are being started again.
            for await _ in try await jobs.changes(of: pause) {}
        }
    }

    @Sendable func stageRestore(_ request: Request, _ context: DaemonContext) async throws -> Response {
        // Only the task that handles the request reads its body.
        nonisolated(unsafe) var pieces = request.body.makeAsyncIterator()
        let length = request.headers[.contentLength].flatMap { Int64($0) }
        let staged = try await disk.stage(bytes: length) {
            try await pieces.next().map { Array(buffer: $0) }
        }
        return try Reply.json(staged, status: .created)
    }

    private func archive(of names: [String], for request: Request, _ logger: Logger) -> Response {
        let disk = disk
        let now = observatory.now
        return Reply.bytes(request, type: "application/x-tar") { writer in
            nonisolated(unsafe) var bytes = writer
            do {
                try await disk.pack(names, now: now) { try await bytes.write($0) }
            } catch {
                Self.report(error, logger)
                throw error
            }
        }
    }

    /// A client that has the beginning of an archive cannot be told why there is no more.
    private static func report(_ error: any Error, _ logger: Logger) {
        let reason = (error as? DustyError)?.message ?? "\(error)"
        logger.warning("a backup was cut off", metadata: ["reason": "\(reason)"])
    }

    /// Starts the job that keeps containers stopped, and returns its number once they are.
    private func beginPause(_ names: [String], for caller: Caller) async throws -> Int {
        let pauses = disk.pauses
        await pauses.expect(names)
        let job: Job
        do {
            job = try await jobs.start(JobRequest(.backup(names)), for: caller)
        } catch {
            await pauses.forget(names)
            throw error
        }
        await pauses.forget(names)
        if await pauses.untilOpen(job.id) { return job.id }
        for await _ in try await jobs.changes(of: job.id) {}
        throw try await jobs.job(job.id).error ?? DustyError(.cancelled, "job \(job.id) was cancelled")
    }
}
