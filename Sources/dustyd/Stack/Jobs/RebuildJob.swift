import DustyCore

/// Builds or pulls the images of the named services again and makes new containers from them, so that `once` commands
/// run again.
struct RebuildJob: StackJob {
    static let needs: JobNeeds = [.machine, .engine, .settledData]

    let stack: Stack
    let copies: RepoCopies
    let data: PersistedData
    let names: [String]

    func check() async throws {
        try await stack.refuseUnknown(services: names)
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        await reporter.plan(["compile", "sync code", "image", "command files", "recreate", "check"])
        let compiled = try await reporter.step("compile") { _ in
            let compiled = try await stack.gather(images: .now)
            try await Prerequisites(stack).check(compiled.assembled, in: compiled.own(.everything))
            return (compiled, compiled.assembled.apps.count.counting("app"))
        }
        let services = names.isEmpty ? compiled.everything : names
        // They may have become another stack's while the job was queued.
        if let shared = services.first(where: { compiled.shared[$0] != nil }) {
            let lender = stack.stacks.own.name
            throw DustyError(
                .conflict,
                "\(shared) is shared with the stack `\(lender)`, and is made there",
                hint: "for that one: `dusty rebuild -s \(lender) \(shared)`"
            )
        }
        try await data.check(services, compiled)
        try await reporter.step("sync code") { step in
            let results = try await copies.update(compiled.repos(of: services), compiled, step)
            return results.values.contains(where: \.changed) ? "changed" : nil
        }
        let containers = try await stack.tidy(try await stack.containers())
        let plan = Planner.plan(compiled.blueprint, from: try await stack.observe(containers))
        try await stack.write(composeFileOf: plan)
        try await reporter.step("image") { step in
            try await stack.marking(services, as: .building, reporter) {
                try await renewImages(services, compiled, step)
            }
        }
        try await reporter.step("command files") { _ in
            try await CommandFileWriter(stack: stack).write(plan, compiled)
        }
        let followers = compiled.blueprint.compose.followers(of: services)
        let all = services + followers.filter { name in containers.contains { $0.service == name } }
        try await reporter.step("recreate") { step in try await recreate(all, compiled, reporter, step) }
        try await reporter.step("check") { step in try await StartCheck(stack: stack).settle(all, step) }
        try await data.note(compiled)
    }

    private func recreate(
        _ services: [String],
        _ compiled: CompiledStack,
        _ reporter: JobReporter,
        _ step: StepReporter
    ) async throws -> String {
        let (compose, report) = (stack.systems.compose, ComposeReport(step))
        let former = try await stack.containers().filter { services.contains($0.service) }
        await stack.keepLogs(of: former)
        for container in former { try await stack.resume(container) }
        // One that is no longer shared: two would answer under its name.
        try await stack.giveBack(services)
        try await stack.marking(services, as: .restarting, reporter) {
            let contexts = try await stack.buildContexts(compiled, of: services)
            // They must be on the network of shared services before they start.
            guard compiled.shared.isEmpty else { return try await remake(services, compiled, contexts, report) }
            try await stack.composing(contexts) {
                try await compose.up(stack.project, services: services, recreate: true, withDependencies: false) {
                    await report.take($0)
                }
            }
        }
        if services.contains(StackNames.proxyService) { try await stack.giveNames(compiled.blueprint.proxyNames) }
        return services.joined(separator: ", ")
    }

    private func remake(
        _ services: [String],
        _ compiled: CompiledStack,
        _ contexts: [BuildContext],
        _ report: ComposeReport
    ) async throws {
        try await stack.composing(contexts) {
            try await stack.systems.compose.make(
                stack.project,
                services: services,
                replacing: .all,
                keepingOrphans: true
            ) { await report.take($0) }
        }
        let hosts = Dictionary(compiled.blueprint.compose.entries.map { ($0.name, $0.hosts) }) { $1 }
        _ = try await ContainerStarter(stack: stack).start(services, needs: hosts)
    }

    private func renewImages(
        _ services: [String],
        _ compiled: CompiledStack,
        _ step: StepReporter
    ) async throws -> String {
        let built = services.filter { compiled.blueprint.compose[$0]?.isBuilt == true }
        let pulled = services.filter { !built.contains($0) }
        let compose = stack.systems.compose
        var words: [String] = []
        if !built.isEmpty {
            try await stack.systems.building(try await stack.buildContexts(compiled, of: built)) {
                try await compose.build(stack.project, services: built) { await step.output($0.text) }
            }
            words.append("built \(built.joined(separator: ", "))")
        }
        for service in pulled {
            let image = compiled.blueprint.compose[service]?.image ?? service
            let report = ComposeReport(step)
            do {
                try await compose.pull(stack.project, services: [service]) { await report.take($0) }
                words.append("pulled \(image)")
            } catch let error as DustyError {
                // Without the registry the existing image will do.
                guard try await stack.systems.engine.imageID(image) != nil else { throw error }
                await step.output("\(image): \(error.message)")
                words.append("kept the local \(image)")
            }
        }
        return words.joined(separator: "; ")
    }
}
