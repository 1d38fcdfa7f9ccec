import DustyCore

extension Administration {
    /// An active app or service as its spec says it and as it is compiled.
    func definition(of name: String, revealing: Bool = false, for caller: Caller) async throws -> DefinitionInfo {
        try await stack.loader.fetchSpecs(for: caller, update: false)
        let gathered = try await stack.gather()
        guard let entry = gathered.blueprint.compose[name] else {
            throw DustyError.unknown(name, among: gathered.blueprint.compose.entries.map(\.name))
        }
        let sources = try await stack.loader.sources(gathered.settings)
        let overrides = Set((gathered.settings.envOverrides[name] ?? [:]).keys)
        return DefinitionInfo(entry, in: sources, overrides: overrides, revealing: revealing)
    }

    /// What `up` would do with the specs as they are on this host. Touches nothing; only a specs repo that is not here at all is cloned.
    func plan(for caller: Caller) async throws -> PlanReport {
        try await stack.loader.fetchSpecs(for: caller, update: false)
        let compiled = try await stack.gather()
        let observed = try await stack.observe()
        let missing = compiled.assembled.repos.filter { repo in
            let inUse = compiled.repos.first { $0.name == repo.name }
            return inUse?.overridden == false && inUse.map { stack.systems.files.isDirectory($0.path) } == false
        }
        return PlanReport(
            Planner.plan(compiled.blueprint, from: observed),
            to: compiled.blueprint,
            from: observed,
            missing: missing.map(\.name),
            places: PlanReport.Places(
                hosts: stack.paths.hosts,
                proxyConfig: MachineTree(root: stack.paths.machine).proxyConfig,
                composeFile: stack.paths.composeFile,
                commandFiles: stack.paths.commandFiles
            )
        )
    }

    /// Brings back what containers made and changed in the copies of the named repos, apps or libs; of all active ones when none is named.
    func collect(named names: [String]) async throws -> [CollectReport] {
        try await SyncJob(stack: stack, copies: copies, names: names, exact: false).collect()
    }

    /// Files of containers that are kept because the user changed them as well.
    func conflicts() async -> [RepoConflict] {
        await copies.sync.collector?.conflicts.all() ?? []
    }

    /// Waits until all that was done in repos by now is in their copies.
    func awaitSynced(_ request: SyncedRequest, _ lines: FollowLines) async throws -> [SyncedReport] {
        guard (1...240).contains(request.timeout) else {
            throw DustyError(.invalid, "the time to wait must be 1 to 240 seconds")
        }
        try await SyncJob(stack: stack, copies: copies, names: request.names, exact: false).check()
        let repos = await stack.observatory.current().wanted.repos(named: request.names)
        let time = Duration.seconds(request.timeout)
        return try await inParallel(repos, width: max(1, repos.count)) { repo in
            try await lines.await(repo, sequence: request.sequence ?? 0, for: time)
        }
    }

    /// What a sync of the named repos, apps or libs would do. Touches nothing.
    func syncPreview(named names: [String], exact: Bool) async throws -> [SyncPreview] {
        try await SyncJob(stack: stack, copies: copies, names: names, exact: exact).preview()
    }
}

extension WantedStack {
    /// The repos of these names, or of apps and libs of these names; all when there are none.
    fileprivate func repos(named names: [String]) -> [RepoInUse] {
        guard !names.isEmpty else { return repos }
        let used = Set(apps.filter { names.contains($0.name) }.flatMap(\.repos))
            .union(libs.filter { names.contains($0.name) }.map(\.repo))
        return repos.filter { names.contains($0.name) || names.contains($0.shortName) || used.contains($0.name) }
    }
}
