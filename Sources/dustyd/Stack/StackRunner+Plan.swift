import DustyCore

extension StackRunner {
    /// What `up` would do with the specs as they are on this host. Touches nothing; only a specs repo that is not here at all is cloned.
    func planReport(for caller: Caller) async throws -> PlanReport {
        try await loader.fetchSpecs(for: caller, update: false)
        let gathered = try await gather()
        let observed = try await observe()
        let missing = gathered.assembled.repos.filter { repo in
            let inUse = gathered.repos.first { $0.name == repo.name }
            return inUse?.overridden == false && inUse.map { systems.files.isDirectory($0.path) } == false
        }
        return PlanReport(
            Planner.plan(gathered.blueprint, from: observed),
            to: gathered.blueprint,
            from: observed,
            missing: missing.map(\.name),
            places: PlanReport.Places(
                hosts: paths.hosts,
                proxyConfig: MachineTree(root: paths.machine).proxyConfig,
                composeFile: paths.composeFile,
                commandFiles: paths.commandFiles
            )
        )
    }
}
