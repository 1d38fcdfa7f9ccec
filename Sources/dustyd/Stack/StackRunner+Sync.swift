import DustyCore

extension StackRunner {
    /// Syncs the repos of the named apps, libs or repos; all active ones when none is named.
    func syncRepos(_ names: [String], exact: Bool, _ reporter: JobReporter) async throws {
        let gathered = try await gather(needsVariables: false)
        let repos = gathered.repos(named: names)
        await reporter.plan(repos.map { "sync \($0.shortName)" })
        _ = try await inParallel(repos, width: Self.repoWidth) { repo in
            try await reporter.step("sync \(repo.shortName)") { step in
                try await transfer([repo], gathered, exactly: exact, step)[repo.name]?.summary
            }
        }
    }

    /// What that would do; nothing is touched.
    func syncPreview(named requested: [String], exact: Bool) async throws -> [SyncPreview] {
        try await check(JobRequest(.sync(requested)))
        let gathered = try await compile(needsVariables: false)
        let assets = try await assetPlaces(gathered.assembled)
        let previews = try await inParallel(gathered.repos(named: requested), width: Self.repoWidth) { repo in
            let leaving = assets[RepoReference(repo.name)] ?? []
            return try await preview(repo, gathered, leaving: leaving, exactly: exact)
        }
        return previews.compactMap { $0 }
    }

    private func preview(
        _ repo: RepoInUse,
        _ gathered: Gathered,
        leaving paths: [String],
        exactly: Bool
    ) async throws -> SyncPreview? {
        guard let target = gathered.target(of: repo) else { return nil }
        let reader = try await reader(of: repo, gathered.settings)
        let transfer = Transfer(of: repo, to: target, as: reader, leaving: paths, exactly: exactly)
        let result = try await sync.rehearse(transfer) { try await mountPoints(below: target) }
        return SyncPreview(
            repo: repo.name,
            shortName: repo.shortName,
            files: result.files,
            bytes: result.bytes,
            deleted: result.deleted
        )
    }

    /// Paths below a directory of the machine on which containers have something else mounted. Without the directory there, the kernel
    /// would take that away from them.
    func mountPoints(below directory: String) async throws -> [String] {
        try await systems.engine.mounts().flatMap { $0.points(below: directory) }
    }
}

extension Transfer {
    /// A repo's code on its way to where containers have it.
    init(of repo: RepoInUse, to target: String, as reader: User?, leaving paths: [String], exactly: Bool = false) {
        self.init(
            source: repo.path,
            target: target,
            excludes: paths.map(Transfer.pattern),
            protected: paths,
            manner: exactly ? .exact : .update,
            reader: reader
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
