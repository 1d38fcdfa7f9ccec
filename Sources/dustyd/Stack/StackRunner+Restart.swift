import DustyCore

extension StackRunner {
    /// Syncs the code of the named apps (all active ones when none is named), then restarts their containers. Where repos are named, it is
    /// the apps that have one of them.
    func restart(_ targets: Job.RestartTargets, syncing: Bool, _ reporter: JobReporter) async throws {
        await reporter.plan(["compile"] + (syncing ? ["sync code"] : []) + ["command files", "restart", "check"])
        let gathered = try await reporter.step("compile") { _ in
            let gathered = try await gather()
            return (gathered, "\(gathered.assembled.apps.count) apps")
        }
        let services = try services(of: targets, in: gathered)
        try await checkData(services, gathered) { _ in }
        if syncing {
            try await reporter.step("sync code") { step in
                let repos = gathered.repos(of: services)
                return changedSummary(try await transfer(repos, gathered, step).values)
            }
        }
        try await reporter.step("command files") { _ in
            try await write(Planner.plan(gathered.blueprint, from: try await observe()), gathered)
        }
        try await reporter.step("restart") { _ in
            try await restartContainers(services, gathered, reporter)
            return services.joined(separator: ", ")
        }
        try await reporter.step("check") { step in try await settle(services, step) }
        try await noteData(gathered)
    }

    private func services(of targets: Job.RestartTargets, in gathered: Gathered) throws -> [String] {
        switch targets {
        case .services(let names): names.isEmpty ? gathered.everything : names
        case .apps(let repos): try apps(with: repos, in: gathered)
        }
    }

    /// Builds or pulls the images of the named services again and makes new containers of them, so that once commands run again.
    func rebuild(_ requested: [String], for caller: Caller, _ reporter: JobReporter) async throws {
        await reporter.plan(["compile", "sync code", "image", "command files", "recreate", "check"])
        let gathered = try await reporter.step("compile") { _ in
            let gathered = try await gather()
            try await checkProvided(gathered.assembled)
            return (gathered, "\(gathered.assembled.apps.count) apps")
        }
        let services = requested.isEmpty ? gathered.everything : requested
        try await checkData(services, gathered) { _ in }
        try await reporter.step("sync code") { step in
            let results = try await transfer(gathered.repos(of: services), gathered, step)
            return results.values.contains(where: \.changed) ? "changed" : nil
        }
        let plan = Planner.plan(gathered.blueprint, from: try await observe(try await tidy(try await containers())))
        if let file = plan.composeFile {
            try systems.files.replace(paths.composeFile, with: Array(file.revealed.utf8), mode: 0o600)
        }
        try await reporter.step("image") { step in
            try await marking(services, as: .building, reporter) {
                try await renewImages(services, gathered, step)
            }
        }
        try await reporter.step("command files") { _ in try await write(plan, gathered) }
        try await reporter.step("recreate") { step in
            let report = ComposeReport(step)
            for container in try await containers() where services.contains(container.service) {
                try await resume(container)
            }
            try await marking(services, as: .restarting, reporter) {
                try await systems.building(try await buildContexts(gathered, of: services)) {
                    try await composing { try await recreate(services, report) }
                }
            }
            if services.contains(StackNames.proxyService) { try await giveNames(gathered.blueprint.proxyNames) }
            return services.joined(separator: ", ")
        }
        try await reporter.step("check") { step in try await settle(services, step) }
        try await noteData(gathered)
    }

    private func recreate(_ services: [String], _ report: ComposeReport) async throws {
        try await systems.compose.up(project, services: services, recreate: true, withDependencies: false) {
            await report.take($0)
        }
    }

    private func renewImages(_ services: [String], _ gathered: Gathered, _ step: StepReporter) async throws -> String {
        let built = services.filter { gathered.blueprint.compose[$0]?.isBuilt == true }
        let pulled = services.filter { !built.contains($0) }
        var words: [String] = []
        if !built.isEmpty {
            try await systems.building(try await buildContexts(gathered, of: built)) {
                try await systems.compose.build(project, services: built) { await step.output($0.text) }
            }
            words.append("built \(built.joined(separator: ", "))")
        }
        for service in pulled {
            let image = gathered.blueprint.compose[service]?.image ?? service
            let report = ComposeReport(step)
            do {
                try await systems.compose.pull(project, services: [service]) { await report.take($0) }
                words.append("pulled \(image)")
            } catch let error as DustyError {
                // Without the registry the image that is here still serves.
                guard try await systems.engine.imageID(image) != nil else { throw error }
                await step.output("\(image): \(error.message)")
                words.append("kept the local \(image)")
            }
        }
        return words.joined(separator: "; ")
    }
}

extension Gathered {
    /// All active apps and services.
    var everything: [String] {
        assembled.apps.map(\.name) + assembled.services.map(\.name)
    }

    /// Repos mounted into the named apps.
    func repos(of services: [String]) -> [RepoInUse] {
        let wanted = Set(services.compactMap(assembled.app).flatMap(assembled.repos).map(\.name))
        return repos.filter { wanted.contains($0.name) }
    }
}
