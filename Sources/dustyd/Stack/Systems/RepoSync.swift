internal import CHost
import DustyCore
import SystemPackage

/// Copies repos to the machine and reports the progress of each to the observatory.
struct RepoSync: Sendable {
    let copier: Copier
    let index: SyncIndex
    let observatory: Observatory
    /// Brings back what containers made; nil if the copies are not on this host.
    let collector: BackCollector?
    /// Receives what apps want done after a change.
    let reactions: CodeReactions
    /// Which repos are followed, and in step.
    let follows: FollowLines
    /// Several jobs may want the same copy.
    let locks = NameLocks()
    let copies = KnownCopies()

    init(
        syncer: any Syncer,
        manifests: ManifestStore,
        index: SyncIndex,
        observatory: Observatory,
        collector: BackCollector? = nil,
        reactions: CodeReactions = CodeReactions(),
        follows: FollowLines = FollowLines()
    ) {
        self.collector = collector
        self.follows = follows
        self.reactions = reactions
        copier = Copier(syncer: syncer, manifests: manifests)
        self.index = index
        self.observatory = observatory
    }

    /// Syncs one repo; returns what changed on the machine. With `whenChanged` nothing runs for a source that is
    /// unchanged since it was copied last, and nothing at all is looked at if it is followed and in step; without, copies on this host are
    /// compared, and nothing runs if they are the same. `mounted` is what containers have mounted below the copy.
    func sync(
        _ repo: RepoInUse,
        by wanted: Transfer,
        whenChanged: Bool = false,
        mounted: @Sendable () async throws -> [String],
        _ step: StepReporter
    ) async throws -> TransferResult {
        let target = wanted.target
        var known = wanted
        known.manner = .update
        return try await locks.holding(target) { [known] in
            let isSettled = isSettled(await observatory.current().sync[repo.name], at: repo.path)
            let generation = await copier.syncer.generation(of: target)
            if whenChanged, isSettled, await isFollowed(known, repo, generation) { return .nothing }
            let before = await copies.look(at: wanted)
            if whenChanged, isSettled, copies.holds(before, of: known, generation: generation) { return .nothing }
            copies.forget(target)
            let (look, held) = try await collect(repo, wanted, before, mounted, step)
            var result = TransferResult.nothing
            if isSettled, held.isEmpty, await copier.isCurrent(wanted, look) {
                try await checkParts(of: wanted, [], repo)
            } else {
                let outcome = try await transfer(repo, wanted, look, holding: held, mounted, step)
                guard outcome.isWhole else { return outcome.result }
                result = outcome.result
            }
            let after = await copier.syncer.generation(of: target)
            copies.note(look, of: known, generation: after)
            copies.noteFollowed(known, generation: after)
            copies.noteWhole(target, generation)
            return result
        }
    }

    /// Whether a copy is known to be up to date without a look at the source: it was complete, and all changes since were copied. False where
    /// other hosts may change files, because the kernel does not report that.
    private func isFollowed(_ known: Transfer, _ repo: RepoInUse, _ generation: Int) async -> Bool {
        guard copies.isFollowed(known, generation: generation), await follows.isInStep(repo.name) else { return false }
        let reader = known.reader ?? SubprocessRunner.currentUser
        return (try? await UserThread.run(as: reader) { chost_is_on_local_file_system(known.source) }) == true
    }

    /// Copies a few changed paths into a copy that is otherwise up to date; true when that changed it, nil when it
    /// needs a full sync.
    func settle(
        _ repo: RepoInUse,
        _ paths: [[UInt8]],
        by transfer: Transfer,
        with hand: any Hand,
        mounted: @Sendable () async throws -> [String]
    ) async throws -> Bool? {
        try await locks.holding(transfer.target) {
            let before = await observatory.current().sync[repo.name]
            guard isSettled(before, at: repo.path), var status = before,
                let exclusions = copies.exclusions(of: transfer.target), !paths.contains(where: exclusions.depends)
            else { return nil }
            let generation = await copier.syncer.generation(of: transfer.target)
            guard !hand.heedsGenerations || copies.isWhole(transfer.target, generation) else { return nil }
            let paths = paths.filter { !exclusions.excludesWay(to: $0, isDirectory: false) }
            if paths.isEmpty { return false }
            let outcome = try await hand.settle(paths, by: transfer, mounted: mounted)
            let now = await copier.syncer.generation(of: transfer.target)
            copies.noteSettled(transfer, from: generation, to: now)
            await keep(outcome.kept, hand, repo, transfer)
            if !outcome.left.isEmpty {
                let places = Dictionary(outcome.left.map { ($0, false) }) { first, _ in first }
                _ = try await collector?.collect(repo, .paths(places), by: transfer, mounted: mounted)
            }
            guard outcome.isChange else { return outcome.isWhole ? false : nil }
            (status.files, status.deleted, status.bytes) = (outcome.files, outcome.deleted, outcome.bytes)
            status.syncedAt = observatory.now
            status.begin(next(after: before), outcome.paths, among: transfer.parts)
            status.message = exclusions.fault
            await put(status)
            await react(to: transfer, outcome.paths, from: before, to: status)
            return outcome.isWhole ? true : nil
        }
    }

    /// What that would do; changes nothing. Where a repo is given, one that is unchanged since it was copied last is not compared.
    func rehearse(
        _ wanted: Transfer,
        whenChanged repo: RepoInUse? = nil,
        mounted: @Sendable () async throws -> [String]
    ) async throws -> TransferResult {
        var (rehearsal, known) = (wanted, wanted)
        rehearsal.isRehearsal = true
        known.manner = .update
        guard let repo else {
            let look = await copies.look(at: wanted)
            return try await copier.copy(rehearsal, look, mounted: mounted) { _ in }.result
        }
        let isSettled = isSettled(await observatory.current().sync[repo.name], at: repo.path)
        let generation = await copier.syncer.generation(of: wanted.target)
        if isSettled, await isFollowed(known, repo, generation) { return .nothing }
        let look = await copies.look(at: wanted)
        if isSettled, copies.holds(look, of: known, generation: generation) { return .nothing }
        var outcome = try await copier.copy(rehearsal, look, mounted: mounted) { _ in }
        if outcome.isUndoing, isSettled { outcome.result.changed = false }
        return outcome.result
    }

    private func transfer(
        _ repo: RepoInUse,
        _ wanted: Transfer,
        _ look: SourceLook?,
        holding held: Copier.Held,
        _ mounted: @Sendable () async throws -> [String],
        _ step: StepReporter
    ) async throws -> Copier.Outcome {
        let before = await observatory.current().sync[repo.name]
        var status = SyncStatus(
            repo: repo.name,
            shortName: repo.shortName,
            path: repo.path,
            overridden: repo.overridden,
            state: .syncing,
            percent: 0,
            syncedAt: before?.syncedAt,
            revision: before?.revision,
            parts: before?.parts,
            back: before?.back
        )
        await put(status)
        do {
            var outcome = try await copier.copy(wanted, look, holding: held, mounted: mounted) { progress in
                await show(progress, of: repo)
                await step.progress(progress)
            }
            try await checkParts(of: wanted, outcome.lacking, repo)
            let wasSettled = isSettled(before, at: repo.path)
            await tell(outcome, of: repo, wasSettled: wasSettled, step)
            // No app has to restart because a container's own changes were undone.
            if outcome.isUndoing, wasSettled { outcome.result.changed = false }
            let result = outcome.result
            status.state = .ok
            status.percent = nil
            status.bytes = result.bytes
            status.files = result.files
            status.deleted = result.deleted
            status.syncedAt = observatory.now
            status.message = outcome.isUnknown ? Self.unknown(repo) : outcome.fault
            if result.changed || !wasSettled {
                status.begin(next(after: before), wasSettled ? result.paths : nil, among: wanted.parts)
            }
            await put(status)
            if wasSettled, result.changed { await react(to: wanted, result.paths, from: before, to: status) }
            return outcome
        } catch {
            status.percent = nil
            status.state = error is CancellationError ? .stale : .failed
            status.message =
                error is CancellationError ? "the last sync was cancelled" : (error as? DustyError)?.message
            await put(status)
            throw error
        }
    }

    private func next(after before: SyncStatus?) -> Int64 {
        max(observatory.now.milliseconds, (before?.revision ?? 0) + 1)
    }

    /// A mount of what is no directory would lead elsewhere, or to an empty one.
    private func checkParts(of transfer: Transfer, _ lacking: [String], _ repo: RepoInUse) async throws {
        for part in transfer.needed.sorted() {
            let isThere = try await copier.syncer.isDirectory("\(transfer.target)/\(part)")
            guard lacking.contains(part) || !isThere else { continue }
            throw DustyError(
                .notFound,
                "`\(part)` is not a directory of the repo \(repo.shortName), or is a link",
                hint: "correct `mount.from` in the specs"
            )
        }
    }

    private static func unknown(_ repo: RepoInUse) -> String {
        "nothing is known of what was copied before, so nothing was deleted: what the repo no longer has is still there (to "
            + "make the copy equal: dusty sync --exact \(repo.shortName))"
    }

    /// Reports what users would not expect.
    private func tell(_ outcome: Copier.Outcome, of repo: RepoInUse, wasSettled: Bool, _ step: StepReporter) async {
        if outcome.isUnknown {
            await step.output("\(repo.shortName): \(Self.unknown(repo))")
        }
        if let fault = outcome.fault { await step.output("\(repo.shortName): \(fault)") }
        let files = outcome.result.files
        if outcome.isUndoing, wasSettled, files > 0 {
            let words =
                files == 1
                ? "1 file that a container had changed was" : "\(files) files that containers had changed were"
            await step.output("\(repo.shortName): \(words) put back")
        }
    }

    /// Whether the copy was known to be up to date: after an interrupted transfer, files may have changed that the next
    /// one does not send again.
    private func isSettled(_ before: SyncStatus?, at path: String) -> Bool {
        before?.state == .ok && before?.path == path && before?.revision != nil
    }

    /// Does what apps want after a change that was seen as it happened. Differences found when following begins do not
    /// count: they may be old.
    private func react(
        to transfer: Transfer,
        _ paths: Set<[UInt8]>?,
        from before: SyncStatus?,
        to now: SyncStatus
    ) async {
        guard let before, before.revision != nil, let revision = now.revision else { return }
        let facts = await observatory.current()
        guard let follow = facts.follows[now.repo], ![.reconciling, .lost].contains(follow.state) else { return }
        let first = paths?.min { $0.lexicographicallyPrecedes($1) }
        let change = CodeChange(
            path: String(decoding: first ?? [], as: UTF8.self),
            files: paths?.count ?? now.files + now.deleted
        )
        await observatory.update { $0.changes[now.repo] = (change, revision) }
        for watcher in transfer.watchers {
            guard let then = before.revision(of: watcher.part.map { [$0] }) else { continue }
            reactions.put(
                CodeReactions.Demand(
                    app: watcher.app,
                    reaction: watcher.reaction(to: paths),
                    repo: now.repo,
                    change: (then, revision)
                )
            )
        }
    }

    private func show(_ progress: Job.Progress, of repo: RepoInUse) async {
        await observatory.update { facts in
            facts.sync[repo.name]?.percent = progress.percent
            facts.sync[repo.name]?.bytes = progress.bytes ?? 0
            facts.sync[repo.name]?.bytesPerSecond = progress.bytesPerSecond
        }
    }

    func put(_ status: SyncStatus) async {
        await observatory.update { $0.sync[status.repo] = status }
        await index.put(status)
    }
}

extension TransferResult {
    /// In words: `3 files, 1.2 KiB, 1 deleted`; nil when nothing changed.
    var summary: String? {
        guard changed else { return nil }
        var parts = ["\(files) \(files == 1 ? "file" : "files")", ByteCount(bytes).description]
        if deleted > 0 { parts.append("\(deleted) deleted") }
        return parts.joined(separator: ", ")
    }
}
