import CLibrary
import DustyCore
import Essentials

/// New stacks that begin with the data of another.
extension Stacks {
    /// Gives a new stack its settings, its specs and its data; returns where the specs come from.
    func fill(_ runtime: StackRuntime, as request: StackRequest, for caller: Caller) async throws -> String? {
        guard let name = request.dataFrom else { return try await runtime.furnish(as: request, like: own, for: caller) }
        let source = try await self.runtime(name) ?? own
        if let connection = source.access.connection {
            throw DustyError(
                .invalid,
                "the data of `\(name)` are on the machine `\(connection.record.name)`, and new stacks live on this host",
                hint: "use `dusty disk backup`, and `dusty disk restore FILE -s \(request.name)`"
            )
        }
        let specs = try await runtime.furnish(as: request, like: own, for: caller)
        let theirs = try await Self.project(of: source), ours = try await Self.project(of: runtime)
        guard theirs == ours else {
            throw DustyError(
                .conflict,
                "the data of `\(name)` are those of another project (\(theirs ?? "it has no specs")), not of \(ours ?? "none")",
                hint: "one project's database would start on the other's data; make the stack without: `--data fresh`"
            )
        }
        try await copyData(of: source, to: runtime, for: caller)
        return specs
    }

    static func project(of runtime: StackRuntime) async throws -> String? {
        try await runtime.stack.settings.current().specsRepo.map { RepoReference($0).name.withoutLogins }
    }

    /// Copies data in a job of the source, which stops what writes to them as for a backup.
    private func copyData(of source: StackRuntime, to target: StackRuntime, for caller: Caller) async throws {
        var made = DataCopy(source: source.disk, target: target.disk, now: shared.clock())
        let services = await target.stack.observatory.current().wanted.services
        let borrowed = Set(services.filter { $0.lender != nil }.map(\.name))
        if !borrowed.isEmpty {
            let entries = try await source.stack.compile(needsVariables: false).blueprint.compose.entries
            made.left = source.disk.data(onlyOf: borrowed, among: entries)
        }
        let elsewhere = await source.stack.observatory.current().wanted.services.filter { $0.lender != nil }.map(\.name)
        made.left.lender = source.stack.stacks.own.name
        made.left.absent = elsewhere.filter { !borrowed.contains($0) }.sorted()
        let (copy, contents) = (made, try await made.contents())
        guard !contents.isEmpty else { return }
        try await copy.source.archiver.check()
        // Noted first: a daemon that is killed from here on must look for volumes of the stack that it undoes.
        try AtomicFile(target.stack.paths.copied).write([], mode: 0o600)
        let pauses = source.disk.pauses
        let work = BackupPause.Work(volumes: contents.volumes.map(\.name)) { try await copy.run(contents, $0) }
        let ticket = try await pauses.expect(contents.entries, for: work)
        do {
            let job = try await ticket.requesting {
                try await source.jobs.start(JobRequest(.backup(contents.entries)), for: caller)
            }
            try await Self.finish(job, in: source.jobs)
        } catch {
            await pauses.forget(ticket)
            throw error
        }
    }

    /// Waits for the end of a job, and cancels it with the task that waits. Throws what it failed of.
    static func finish(_ job: Job, in jobs: Jobs) async throws {
        for await _ in try await jobs.changes(of: job.id) where try await jobs.job(job.id).state.isFinal { break }
        var ended = try await jobs.job(job.id)
        if !ended.state.isFinal {
            // In a task of its own, which no cancellation reaches.
            ended = try await Task {
                _ = try? await jobs.cancel(job.id)
                for await _ in try await jobs.changes(of: job.id) where try await jobs.job(job.id).state.isFinal {
                    break
                }
                return try await jobs.job(job.id)
            }.value
        }
        guard ended.state != .succeeded else { return }
        throw ended.error ?? DustyError(.cancelled, "job \(job.id), which copied the data, was cancelled")
    }

    /// Removes the volumes that were copied into a stack that goes.
    func removeCopies(of name: String) async throws {
        guard try FileStatus(at: shared.paths.beside(name).copied) != nil else { return }
        let engine = try MachineAccess.local.engine(shared.environment)
        let names = try StackNames(name, slot: 1)
        for volume in try await engine.volumes(of: names) { try await engine.removeVolume(volume) }
    }
}
