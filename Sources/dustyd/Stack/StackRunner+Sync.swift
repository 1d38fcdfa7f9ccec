import DustyCore

extension StackRunner {
    /// Syncs the repos of the named apps, libs or repos; all active ones when none is named.
    func syncRepos(named requested: [String], for caller: Caller, _ reporter: JobReporter) async throws {
        let gathered = try await gather(needsVariables: false)
        let repos = gathered.repos(named: requested)
        await reporter.plan(repos.map { "sync \($0.shortName)" })
        _ = try await inParallel(repos, width: Self.repoWidth) { repo in
            try await reporter.step("sync \(repo.shortName)") { step in
                try await transfer([repo], gathered, step)[repo.name]?.summary
            }
        }
    }

    /// What that would do; nothing is touched.
    func syncPreview(named requested: [String]) async throws -> [SyncPreview] {
        try await check(JobRequest(kind: .sync, names: requested))
        let gathered = try await compile(needsVariables: false)
        let assets = try await assetPlaces(gathered.assembled)
        let previews = try await inParallel(gathered.repos(named: requested), width: Self.repoWidth) { repo in
            try await preview(repo, gathered, leaving: assets[RepoReference(repo.name)] ?? [])
        }
        return previews.compactMap { $0 }
    }

    private func preview(
        _ repo: RepoInUse,
        _ gathered: Gathered,
        leaving paths: [String]
    ) async throws -> SyncPreview? {
        guard let target = gathered.target(of: repo) else { return nil }
        var transfer = Transfer(source: repo.path, target: target, excludes: paths.map(Transfer.pattern))
        transfer.reader = try reader(of: repo, gathered.settings)
        transfer.isRehearsal = true
        let result = try await systems.syncer.sync(transfer) { _ in }
        return SyncPreview(
            repo: repo.name,
            shortName: repo.shortName,
            files: result.files,
            bytes: result.bytes,
            deleted: result.deleted
        )
    }
}

extension Gathered {
    /// The repos of named apps, libs or repos; all active ones when none is named.
    fileprivate func repos(named requested: [String]) -> [RepoInUse] {
        guard !requested.isEmpty else { return repos }
        let byService = repos(of: requested)
        return repos.filter { repo in
            requested.contains(repo.name) || requested.contains(repo.shortName) || byService.contains(repo)
        }
    }
}
