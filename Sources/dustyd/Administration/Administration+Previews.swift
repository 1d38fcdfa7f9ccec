import DustyCore

extension Administration {
    /// An active app or service as its spec says it and as it is compiled.
    func definition(of name: String, revealing: Bool = false, for caller: Caller) async throws -> DefinitionInfo {
        try await stack.loader.fetchSpecs(for: caller, update: false)
        let gathered = try await stack.gather()
        let sources = try await stack.loader.sources(gathered.settings)
        if let container = gathered.shared[name] {
            let words = "# shared with the stack \(stack.stacks.own.name): its container \(container)\n"
            return DefinitionInfo(sharing: name, in: sources, compiled: words)
        }
        guard let entry = gathered.blueprint.compose[name] else {
            throw gathered.missing(name)
        }
        let overrides = Set((gathered.settings.envOverrides[name] ?? [:]).keys)
        return DefinitionInfo(entry, in: sources, overrides: overrides, revealing: revealing)
    }

    /// What `up` would do with the specs as they are on this host, or `up NAME…`. Touches nothing; only a specs repo that is not here at all
    /// is cloned.
    func plan(of names: [String] = [], for caller: Caller) async throws -> PlanReport {
        try await stack.loader.fetchSpecs(for: caller, update: false)
        let compiled = try await stack.gather(images: .now)
        let scope = try compiled.scope(of: names)
        let observed = try await stack.observe()
        let used = Set(compiled.repos(of: compiled.everything.filter(scope.contains)).map(\.name))
        let missing = compiled.assembled.repos.filter { repo in
            let inUse = compiled.repos.first { $0.name == repo.name }
            guard used.contains(repo.name) else { return false }
            return inUse?.overridden == false && inUse.map { stack.systems.files.isDirectory($0.path) } == false
        }
        let plan = try await stack.plan(compiled, from: observed, of: scope)
        let repos = compiled.repos.filter { repo in
            used.contains(repo.name) && !missing.contains { $0.name == repo.name }
        }
        return PlanReport(
            plan,
            to: compiled.blueprint,
            from: observed,
            code: try await code(of: repos, missing.map(\.name), plan, scope, compiled),
            places: PlanReport.Places(
                hosts: stack.paths.hosts,
                proxyConfig: MachineTree(root: stack.paths.machine).proxyConfig,
                composeFile: stack.paths.composeFile,
                commandFiles: stack.paths.commandFiles
            ),
            sharing: PlanReport.Sharing(
                lender: stack.stacks.own.name,
                borrowers: await stack.observatory.current().borrowersByService
            )
        )
    }

    /// What `up` would copy, and which apps it would restart for that or for what came before.
    private func code(
        of repos: [RepoInUse],
        _ missing: [String],
        _ plan: Plan,
        _ scope: CompiledStack.Scope,
        _ compiled: CompiledStack
    ) async throws -> PlanReport.Code {
        let transfers = try await copies.transfers(of: repos, compiled)
        let results = try await inParallel(transfers, width: Stack.repoWidth) { repo, transfer in
            (repo, try await copies.rehearse(transfer, of: repo))
        }.filter(\.1.changed)
        let changes = Dictionary(results.map { ($0.0.name, $0.1) }) { $1 }
        let restarts = compiled.restarts(for: changes, plan, scope, await stack.observatory.current())
        let names = Dictionary(compiled.repos.map { ($0.name, $0.shortName) }) { $1 }
        return PlanReport.Code(
            missing: missing,
            changed: results.map { ($0.0.shortName, $0.1.summary ?? "") },
            restarts: restarts.map { ($0.app, $0.repos.map { names[$0] ?? $0 }) }
        )
    }
}
