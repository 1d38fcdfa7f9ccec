import DustyCore

extension StackRunner {
    /// How many repos are fetched or synced side by side.
    static let repoWidth = 4

    /// Syncs repos side by side; results by full name. With `whenChanged` only those whose source changed since it was copied last; without
    /// `staging` what images are built from stays as it is.
    func transfer(
        _ repos: [RepoInUse],
        _ gathered: Gathered,
        whenChanged: Bool = false,
        exactly: Bool = false,
        staging: Bool = true,
        _ step: StepReporter
    ) async throws -> [String: TransferResult] {
        let assets = try await assetPlaces(gathered.assembled)
        let results = try await inParallel(repos, width: Self.repoWidth) { repo -> TransferResult? in
            guard let target = gathered.target(of: repo) else { return nil }
            let places = assets[RepoReference(repo.name)] ?? []
            let reader = try await reader(of: repo, gathered.settings)
            let transfer = Transfer(of: repo, to: target, as: reader, leaving: places, exactly: exactly)
            let result = try await sync.sync(
                repo,
                by: transfer,
                whenChanged: whenChanged,
                mounted: { try await mountPoints(below: target) },
                step
            )
            if staging, gathered.assembled.apps.contains(where: { $0.repo?.name == repo.name && $0.build != nil }) {
                try await stage(repo, as: reader, whenChanged: whenChanged)
            }
            if let summary = result.summary { await step.output("\(repo.shortName): \(summary)") }
            return result
        }
        var byName: [String: TransferResult] = [:]
        for (repo, result) in zip(repos, results) { byName[repo.name] = result }
        return byName
    }

    /// Where images are built from a repo's code: from the code itself, or from a private copy of what another user prepared.
    func buildPath(of repo: RepoReference, _ repos: RepoPaths) async throws -> String {
        let path = repos.path(of: repo)
        guard let staging = systems.staging, try await repos.reader(of: repo).isAnother else { return path }
        return staging.path(of: path, for: .builds)
    }

    /// The same for several repos.
    func buildPaths(of references: [RepoReference], _ repos: RepoPaths) async throws -> [RepoReference: String] {
        var paths: [RepoReference: String] = [:]
        for repo in references { paths[repo] = try await buildPath(of: repo, repos) }
        return paths
    }

    /// Brings the private copy that images are built from up to date, where there is one.
    func stage(_ repo: RepoInUse, as reader: User, whenChanged: Bool) async throws {
        guard let staging = systems.staging, reader.isAnother else { return }
        try await staging.refresh(repo.path, for: .builds, as: reader, whenChanged: whenChanged)
    }

    /// The user with whose rights a repo is read.
    func reader(of repo: RepoInUse, _ settings: Settings) async throws -> User {
        try await RepoPaths(settings: settings, paths: paths).reader(of: RepoReference(repo.name))
    }

    /// How many repos a sync changed, in words; nil for none.
    func changedSummary(_ results: some Sequence<TransferResult>) -> String? {
        let count = results.count(where: \.changed)
        return count == 0 ? nil : "\(count) \(count == 1 ? "repo" : "repos") changed"
    }

    /// Writes command files and removes those of apps that are gone.
    func write(_ plan: Plan, _ gathered: Gathered) async throws -> String? {
        try await writeRevisions(gathered)
        var changes: [String: [UInt8]?] = plan.scripts.mapValues { Array($0.utf8) }
        for path in plan.staleScripts { changes.updateValue(nil, forKey: path) }
        try await systems.trees.change(changes, below: TrustedRoot(paths.commandFiles))
        try await systems.tree.publish(.commandFiles)
        try await systems.tree.publish(.assets)
        let count = plan.scripts.count + plan.staleScripts.count
        return count == 0 ? nil : "\(count) files"
    }

    /// Writes the revision of each lib beside the command files of the apps that have it, so that these install it again when they start and
    /// it changed.
    private func writeRevisions(_ gathered: Gathered) async throws {
        let synced = await observatory.current().sync
        var wanted: [String: String] = [:]
        for app in gathered.assembled.apps {
            for lib in gathered.assembled.libs(of: app) where !lib.install.isEmpty {
                let path = CommandScript.revisionFile(of: lib.name, in: app.name)
                wanted[path] = "\(synced[lib.repo.name]?.revision ?? 0)\n"
            }
        }
        let root = TrustedRoot(paths.commandFiles)
        let present = try await systems.trees.files(below: root).filter { CommandScript.isRevision($0.key) }
        var changes: [String: [UInt8]?] = [:]
        for path in present.keys where wanted[path] == nil { changes.updateValue(nil, forKey: path) }
        for (path, text) in wanted where present[path] != Array(text.utf8) { changes[path] = Array(text.utf8) }
        try await systems.trees.change(changes, below: root)
    }
}
