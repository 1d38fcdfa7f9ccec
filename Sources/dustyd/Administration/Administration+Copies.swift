import DustyCore
import SystemPackage

/// The copies of named repos, or of the repos of named apps and libs; of all active ones when none is named.
extension Administration {
    /// What a sync would do. Touches nothing.
    func syncPreview(named names: [String], exact: Bool) async throws -> [SyncPreview] {
        try await SyncJob(stack: stack, copies: copies, selection: RepoSelection(names), exact: exact).preview()
    }

    /// Brings back what containers made and changed, without copying anything to the copies.
    func collect(named names: [String]) async throws -> [CollectReport] {
        guard copies.sync.collector != nil else {
            throw DustyError(
                .conflict,
                "files that containers make on another machine do not come back",
                hint: "copy it: `dusty cp NAME:/path .`"
            )
        }
        let selection = RepoSelection(names)
        try selection.check(await stack.observatory.current().wanted)
        let compiled = try await stack.compile(needsVariables: false)
        let transfers = try await copies.transfers(of: selection.repos(of: compiled), compiled)
        let reports = try await inParallel(transfers, width: Stack.repoWidth) { repo, transfer in
            try await copies.collect(repo, .everything, by: transfer)?.report
        }
        return reports.compactMap(\.self)
    }

    /// Files of containers that were kept because the user changed them too.
    func conflicts() async -> [RepoConflict] {
        await copies.sync.collector?.conflicts.all() ?? []
    }

    /// Proposes what of a repo need not travel, and writes it where that is asked for.
    func ignore(_ request: IgnoreRequest, for caller: Caller) async throws -> IgnoreProposal {
        let selection = RepoSelection([request.name])
        let wanted = await stack.observatory.current().wanted
        try selection.check(wanted)
        // An app may have the code of libs beside its own.
        let named = wanted.repos.first { [$0.name, $0.shortName].contains(request.name) }
        guard let repo = named ?? selection.repos(of: wanted).first else {
            throw DustyError(.notFound, "\(request.name) has no repo", hint: "see `dusty repos list`")
        }
        let reader = try await copies.reader(of: repo, try await stack.settings.current())
        let rules = RepoRules(runner: SubprocessRunner())
        var proposal = try await rules.proposal(for: repo, as: reader)
        guard request.write, !proposal.lines.isEmpty else { return proposal }
        guard repo.overridden else {
            throw DustyError(
                .conflict,
                "\(repo.shortName) is a managed clone, which an uncommitted file would keep from being updated",
                hint:
                    "commit `\(Exclusions.file)` to the repo, or name them in its spec: `sync: {exclude: [\(proposal.lines.joined(separator: ", "))]}`"
            )
        }
        if reader.uid != caller.user.uid { try RestrictedChange.foreignOverride.check(caller.role) }
        do { try await RepoRules.write(proposal.lines, to: repo, as: reader) } catch let error as Errno {
            throw DustyError(.failed, "\(proposal.file) cannot be written: \(error)")
        }
        proposal.written = true
        return proposal
    }

    /// Waits until everything done in repos so far is in their copies.
    func awaitSynced(_ request: SyncedRequest, _ lines: FollowLines) async throws -> [SyncedReport] {
        guard (1...240).contains(request.timeout) else {
            throw DustyError(.invalid, "the waiting time must be 1 to 240 seconds")
        }
        let selection = RepoSelection(request.names)
        let wanted = await stack.observatory.current().wanted
        try selection.check(wanted)
        let repos = selection.repos(of: wanted)
        let time = Duration.seconds(request.timeout)
        return try await inParallel(repos, width: max(1, repos.count)) { repo in
            try await lines.await(repo, sequence: request.sequence ?? 0, for: time)
        }
    }
}
