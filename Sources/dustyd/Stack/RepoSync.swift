import DustyCore

/// Copies repos to the machine and tells the observatory how far each is.
struct RepoSync: Sendable {
    let syncer: any Syncer
    let index: SyncIndex
    let observatory: Observatory
    /// Several jobs may want the same copy.
    private let locks = NameLocks()
    private let copies = KnownCopies()

    init(syncer: any Syncer, index: SyncIndex, observatory: Observatory) {
        self.syncer = syncer
        self.index = index
        self.observatory = observatory
    }

    /// Syncs one repo, leaving some paths below it alone; returns whether anything changed on the machine. With `whenChanged` nothing is run
    /// for a source that is as it was when it was copied last.
    func sync(
        _ repo: RepoInUse,
        to target: String,
        as reader: User? = nil,
        leaving paths: [String] = [],
        whenChanged: Bool = false,
        _ step: StepReporter
    ) async throws -> TransferResult {
        let wanted = Transfer(
            source: repo.path,
            target: target,
            excludes: paths.map(Transfer.pattern),
            reader: reader
        )
        return try await locks.holding(target) {
            let source = await copies.look(at: wanted, generation: await syncer.generation(of: target))
            if whenChanged, copies.holds(source), isSettled(await observatory.current().sync[repo.name], at: repo.path)
            {
                return TransferResult(files: 0, deleted: 0, bytes: 0, changed: false)
            }
            copies.forget(target)
            let result = try await transfer(repo, wanted, step)
            copies.note(source, generation: await syncer.generation(of: target))
            return result
        }
    }

    private func transfer(_ repo: RepoInUse, _ wanted: Transfer, _ step: StepReporter) async throws -> TransferResult {
        let before = await observatory.current().sync[repo.name]
        var status = SyncStatus(
            repo: repo.name,
            shortName: repo.shortName,
            path: repo.path,
            overridden: repo.overridden,
            state: .syncing,
            percent: 0,
            syncedAt: before?.syncedAt,
            revision: before?.revision
        )
        await put(status)
        do {
            let result = try await syncer.sync(wanted) { progress in
                await show(progress, of: repo)
                await step.progress(progress)
            }
            status.state = .ok
            status.percent = nil
            status.bytes = result.bytes
            status.files = result.files
            status.deleted = result.deleted
            status.syncedAt = observatory.now
            if result.changed || !isSettled(before, at: repo.path) {
                status.revision = max(observatory.now.milliseconds, (before?.revision ?? 0) + 1)
            }
            await put(status)
            return result
        } catch {
            status.percent = nil
            status.state = error is CancellationError ? .stale : .failed
            status.message =
                error is CancellationError ? "the last sync was cancelled" : (error as? DustyError)?.message
            await put(status)
            throw error
        }
    }

    /// Whether the copy was known to be that of this source: after a transfer that was cut off, files may have changed that the next one does
    /// not send again.
    private func isSettled(_ before: SyncStatus?, at path: String) -> Bool {
        before?.state == .ok && before?.path == path && before?.revision != nil
    }

    private func show(_ progress: Job.Progress, of repo: RepoInUse) async {
        await observatory.update { facts in
            facts.sync[repo.name]?.percent = progress.percent
            facts.sync[repo.name]?.bytes = progress.bytes ?? 0
            facts.sync[repo.name]?.bytesPerSecond = progress.bytesPerSecond
        }
    }

    private func put(_ status: SyncStatus) async {
        await observatory.update { $0.sync[status.repo] = status }
        await index.put(status)
    }
}

extension TransferResult {
    /// In words: `3 files, 1.2 kB, 1 deleted`; nil when nothing changed.
    var summary: String? {
        guard changed else { return nil }
        var parts = ["\(files) \(files == 1 ? "file" : "files")", ByteCount(bytes).description]
        if deleted > 0 { parts.append("\(deleted) deleted") }
        return parts.joined(separator: ", ")
    }
}
