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

    /// What `up` would do with the specs as they are on this host, or `up NAME…`. Touches nothing; only a specs repo that is not here at all
    /// is cloned.
    func plan(of names: [String] = [], for caller: Caller) async throws -> PlanReport {
        try await stack.loader.fetchSpecs(for: caller, update: false)
        let compiled = try await stack.gather()
        let scope = try compiled.scope(of: names)
        let observed = try await stack.observe()
        let used = Set(compiled.repos(of: compiled.everything.filter(scope.contains)).map(\.name))
        let missing = compiled.assembled.repos.filter { repo in
            let inUse = compiled.repos.first { $0.name == repo.name }
            guard used.contains(repo.name) else { return false }
            return inUse?.overridden == false && inUse.map { stack.systems.files.isDirectory($0.path) } == false
        }
        return PlanReport(
            Planner.plan(compiled.blueprint, from: observed).limited(to: scope),
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
}
