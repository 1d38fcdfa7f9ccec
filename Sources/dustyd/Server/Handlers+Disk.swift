import DustyCore
import Hummingbird
import Logging

extension Handlers {
    func addDisk(to routes: inout Routes) {
        routes.serve(.disk) { _ in try await disk.report(repos: try? await administration.stack.loader.usedRepos()) }
        routes.serve(.cleanupPlan) { question, _ in
            let scopes = Set(try CleanupScope.named(question.scopes))
            let used = scopes.contains(.repos) ? try await administration.stack.loader.usedRepos() : nil
            return try await disk.cleanupPlan(scopes, repos: used)
        }
        routes.serve(.dataPlan) { question, _ in
            guard let name = question.name else { return try await disk.allData() }
            let compiled = try await administration.stack.gather()
            try await administration.stack.refuseBorrowed([name], for: "reset")
            _ = try compiled.scope(of: [name])
            return try await disk.data(of: name, among: compiled.blueprint.compose.entries)
        }
        routes.serve(.backup) { wanted, call in
            let contents = try await disk.select(wanted.names)
            // An answer that has begun can no longer say why it ends.
            try await disk.archiver.check()
            return wanted.stop ? try await pausedArchive(of: contents, for: call) : archive(of: contents, for: call)
        }
        routes.serve(.stageRestore) { upload, call in
            try await disk.stage(bytes: upload.length, call.pieces())
        }
    }

    /// The archive while the containers that use it are stopped.
    private func pausedArchive(of contents: BackupContents, for call: Call) async throws -> Response {
        let disk = disk
        let logger = call.context.logger
        let pause = try await beginPause(contents, for: try call.caller())
        let keeper = PauseKeeper(pauses: disk.pauses, job: pause)
        let jobs = jobs
        let now = observatory.now
        return Reply.bytes(call.request, type: MediaType.tar) { writer in
            nonisolated(unsafe) var bytes = writer
            defer { withExtendedLifetime(keeper) {} }
            do {
                try await disk.pack(contents, now: now) { try await bytes.write($0) }
            } catch {
                Self.report(error, logger)
                await disk.pauses.close(pause)
                throw error
            }
            // A cancelled job has started the containers again, so the data was not read at one moment.
            let isWhole = try await jobs.job(pause).state == .running
            await disk.pauses.close(pause)
            if !isWhole { throw CancellationError() }
            // A client that has the whole backup may rely on the containers: they are starting again.
            for await _ in try await jobs.changes(of: pause) {}
        }
    }

    private func archive(of contents: BackupContents, for call: Call) -> Response {
        let disk = disk
        let logger = call.context.logger
        let now = observatory.now
        return Reply.bytes(call.request, type: MediaType.tar) { writer in
            nonisolated(unsafe) var bytes = writer
            do {
                try await disk.pack(contents, now: now) { try await bytes.write($0) }
            } catch {
                Self.report(error, logger)
                throw error
            }
        }
    }

    /// A client that has the beginning of an archive can no longer get an error.
    private static func report(_ error: any Error, _ logger: Logger) {
        let reason = (error as? DustyError)?.message ?? "\(error)"
        logger.warning("a backup was cut off", metadata: ["reason": "\(reason)"])
    }

    /// Starts the job that keeps containers stopped, and returns its number once they are.
    private func beginPause(_ contents: BackupContents, for caller: Caller) async throws -> Int {
        let (pauses, names) = (disk.pauses, contents.names)
        let ticket = try await pauses.expect(names, volumes: contents.volumes.map(\.name))
        let job: Job
        do {
            job = try await ticket.requesting { try await jobs.start(JobRequest(.backup(names)), for: caller) }
        } catch {
            await pauses.forget(ticket)
            throw error
        }
        // One that is cancelled while it waits for another never begins.
        let ending = Task {
            for await _ in try await jobs.changes(of: job.id) {}
            if !Task.isCancelled { await pauses.close(job.id) }
        }
        let isOpen = await pauses.untilOpen(job.id)
        ending.cancel()
        await pauses.forget(ticket)
        if isOpen { return job.id }
        for await _ in try await jobs.changes(of: job.id) {}
        throw try await jobs.job(job.id).error ?? DustyError(.cancelled, "job \(job.id) was cancelled")
    }
}
