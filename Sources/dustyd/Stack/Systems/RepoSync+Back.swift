import DustyCore
import SystemPackage

extension RepoSync {
    /// How many paths are left to containers at a time: rsync compares each with every file.
    private static let holdable = 500

    /// Brings back what differs in a copy, without a job. Nil when nothing comes back to this repo.
    func collect(
        _ repo: RepoInUse,
        _ scope: CopyWalk.Scope,
        by transfer: Transfer,
        mounted: @Sendable () async throws -> [String]
    ) async throws -> BackCollector.Outcome? {
        guard let collector, transfer.back != nil else { return nil }
        return try await locks.holding(transfer.target) {
            let outcome = try await collector.collect(repo, scope, by: transfer, mounted: mounted)
            await show(outcome.report, of: repo, collector, isWhole: scope == .everything)
            return outcome
        }
    }

    /// The same before a sync, which would otherwise overwrite the containers' changes; returns the source as it is
    /// then, and what the sync must leave alone.
    func collect(
        _ repo: RepoInUse,
        _ transfer: Transfer,
        _ look: SourceLook?,
        _ mounted: @Sendable () async throws -> [String],
        _ step: StepReporter
    ) async throws -> (SourceLook?, Copier.Held) {
        guard let collector, transfer.back != nil, look != nil else { return (look, []) }
        let outcome: BackCollector.Outcome
        do {
            outcome = try await collector.collectAll(repo, by: transfer, mounted: mounted)
        } catch {
            if error is CancellationError { throw error }
            // A copy that is gone, or that a container replaced, is made again by the sync.
            let message = (error as? DustyError)?.message ?? "\(error)"
            await step.output("\(repo.shortName): nothing came back from the copy: \(message)")
            return (look, [])
        }
        var report = outcome.report
        if !outcome.isCutOff, let more = Self.beyond(outcome.held.count) {
            report.message = [report.message, more].compactMap(\.self).joined(separator: "; ")
        }
        await show(report, of: repo, collector, isWhole: true)
        await tell(report, of: repo, step)
        // Files edited since are no longer held back: they would count as copied.
        let mayDiffer = outcome.report.files > 0 || !outcome.held.isEmpty
        let now = mayDiffer ? await copies.look(at: transfer) : look
        let (before, after) = (look?.prints(of: outcome.held), now?.prints(of: outcome.held))
        let held = outcome.held.filter { before?[$0] == after?[$0] }
        if let fault = Self.fault(outcome, of: repo) {
            await fail(repo, fault)
            throw fault
        }
        return (now, Array(held.prefix(Self.holdable)))
    }

    /// Why a sync must not run: it would overwrite containers' changes. Nil when it may.
    static func fault(_ outcome: BackCollector.Outcome, of repo: RepoInUse) -> DustyError? {
        guard outcome.isCutOff else { return nil }
        return DustyError(
            .failed,
            "\(repo.shortName) is not copied: \(outcome.left) changes of containers are not back yet",
            hint: "try again"
        )
    }

    /// That not all is left to containers; nil when it is.
    static func beyond(_ count: Int) -> String? {
        guard count > holdable else { return nil }
        return
            "containers changed \(count) files that do not come back: \(count - holdable) of these are the repo's again, for no more "
            + "than \(holdable) are left as they are"
    }

    private func fail(_ repo: RepoInUse, _ fault: DustyError) async {
        guard var status = await observatory.current().sync[repo.name] else { return }
        (status.state, status.message) = (.failed, fault.message)
        await put(status)
    }

    private func tell(_ report: CollectReport, of repo: RepoInUse, _ step: StepReporter) async {
        if report.files > 0 {
            let words = report.files == 1 ? "1 file of a container" : "\(report.files) files of containers"
            await step.output("\(repo.shortName): \(words) came back")
        }
        if report.conflicts > 0 {
            await step.output(
                "\(repo.shortName): \(report.conflicts) changed by a container and by you: yours won (see `dusty repos "
                    + "conflicts`)"
            )
        }
        if let message = report.message { await step.output("\(repo.shortName): \(message)") }
    }

    private func show(_ report: CollectReport, of repo: RepoInUse, _ collector: BackCollector, isWhole: Bool) async {
        let conflicts = await collector.conflicts.count(of: repo.name)
        guard var status = await observatory.current().sync[repo.name] else { return }
        var back = status.back ?? BackStatus()
        if report.files > 0 { (back.files, back.at) = (report.files, observatory.now) }
        back.conflicts = conflicts
        if isWhole || report.message != nil { back.message = report.message }
        guard back != status.back ?? BackStatus() else { return }
        status.back = back
        await put(status)
    }

    /// Keeps the containers' versions of files where the user's won.
    func keep(
        _ kept: [[UInt8]: String],
        _ hand: any Hand,
        _ repo: RepoInUse,
        _ transfer: Transfer
    ) async {
        guard let collector, !kept.isEmpty else { return }
        let user = transfer.reader ?? SubprocessRunner.currentUser
        var dropped = 0
        for (path, name) in kept {
            guard let content = try? await hand.taken(name) else { continue }
            dropped += await collector.conflicts.keep(content, of: path, repo, for: user) ?? 0
            if case .file(let file) = content { try? file.close() }
        }
        await show(
            CollectReport(
                repo: repo.name,
                shortName: repo.shortName,
                message: dropped > 0 ? BackCollector.Outcome.said(dropped: dropped) : nil
            ),
            of: repo,
            collector,
            isWhole: false
        )
    }
}
