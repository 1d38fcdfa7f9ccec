import DustyCore

extension UpJob {
    /// Creates, starts and removes the containers of a plan. Returns the services that were not started. Of `former` containers that go the
    /// logs are kept, once.
    func compose(
        _ course: Course,
        from former: inout [ObservedContainer],
        _ reporter: JobReporter,
        _ step: StepReporter
    ) async throws -> [BlockedStart] {
        let (plan, compiled) = (course.plan, course.compiled)
        try await stack.write(composeFileOf: plan)
        try await stack.prepareSharing()
        try await stack.giveBack(plan.giveBack)
        var blocked: [BlockedStart] = []
        if plan.touchesContainers {
            let going = Set(plan.made + plan.remove)
            await stack.keepLogs(of: former.filter { going.contains($0.service) })
            former.removeAll { going.contains($0.service) }
            // Compose can neither start nor stop what is paused.
            let containers = try await stack.containers()
            for container in containers where course.scope.contains(container.service) {
                try await stack.resume(container)
            }
            try await stack.attach(containers.filter { plan.start.contains($0.service) })
            blocked = try await stack.marking(plan.begun, as: .starting, reporter) {
                try await stack.marking(plan.remove, as: .stopping, reporter) {
                    // Compose itself starts everything in one go if nothing waits for anything.
                    guard compiled.blueprint.gates.isEmpty, recreate, course.scope == .everything,
                        plan.follow.isEmpty, compiled.shared.isEmpty
                    else { return try await makeAndStart(course, step) }
                    try await stack.composing(try await stack.buildContexts(compiled)) {
                        try await build(plan, step)
                        if !plan.begun.isEmpty || !plan.remove.isEmpty { try await run(plan, step) }
                    }
                    return []
                }
            }
            if !plan.restart.isEmpty { try await starter.restart(plan.restart, compiled, reporter) }
        }
        try await join(plan.join, compiled)
        try await stack.borrow(plan.borrow)
        if !plan.attach.isEmpty {
            try await stack.attach(try await stack.containers().filter { plan.attach.contains($0.service) })
        }
        if plan.endsSharing { try await stack.withoutBorrowed {} }
        if let names = plan.proxyNames { try await stack.giveNames(names) }
        if plan.proxyConfig != nil, !plan.create.contains(StackNames.proxyService) {
            try await stack.systems.proxy.reload()
        }
        return blocked
    }

    /// Reconnects containers to the stack's network.
    private func join(_ services: [String], _ compiled: CompiledStack) async throws {
        let containers = services.isEmpty ? [] : try await stack.containers()
        for service in services {
            guard let container = containers.first(where: { $0.service == service }),
                let entry = compiled.blueprint.compose[service], container.networks[stack.names.network] == nil
            else { continue }
            try await stack.systems.engine.join(
                container: container.id,
                network: stack.names.network,
                aliases: entry.stackNetworkNames
            )
        }
    }

    private func build(_ plan: Plan, _ step: StepReporter) async throws {
        guard !plan.build.isEmpty else { return }
        let report = ComposeReport(step)
        try await stack.systems.compose.build(stack.project, services: plan.build) { await report.take($0) }
    }

    private func run(_ plan: Plan, _ step: StepReporter) async throws {
        let (compose, report) = (stack.systems.compose, ComposeReport(step))
        if !plan.replace.isEmpty {
            try await compose.up(stack.project, services: plan.replace, recreate: true, withDependencies: false) {
                await report.take($0)
            }
        }
        try await compose.up(stack.project, services: [], recreate: false, withDependencies: true) {
            await report.take($0)
        }
    }

    /// Lets Compose create containers, then starts each as soon as what it needs is ready.
    private func makeAndStart(
        _ course: Course,
        _ step: StepReporter
    ) async throws -> [BlockedStart] {
        let (plan, compiled) = (course.plan, course.compiled)
        if !plan.made.isEmpty || !plan.remove.isEmpty {
            let services = course.scope == .everything ? nil : plan.begun
            let contexts = try await stack.buildContexts(compiled, of: services)
            try await stack.composing(contexts) {
                try await build(plan, step)
                try await make(plan, course.scope, step)
            }
        }
        if let names = plan.proxyNames { try await stack.giveNames(names) }
        try await stack.borrow(plan.borrow)
        return try await starter.start(plan.begun, needs: compiled.needs)
    }

    private func make(_ plan: Plan, _ scope: CompiledStack.Scope, _ step: StepReporter) async throws {
        let (compose, report) = (stack.systems.compose, ComposeReport(step))
        let orphans = scope != .everything
        if !plan.replace.isEmpty {
            try await compose.make(stack.project, services: plan.replace, replacing: .all, keepingOrphans: orphans) {
                await report.take($0)
            }
        }
        try await makeNew(plan, orphans, report)
        if !plan.follow.isEmpty {
            try await compose.make(stack.project, services: plan.follow, replacing: .all, keepingOrphans: orphans) {
                await report.take($0)
            }
        }
    }

    private func makeNew(_ plan: Plan, _ orphans: Bool, _ report: ComposeReport) async throws {
        guard !plan.create.isEmpty || !plan.remove.isEmpty else { return }
        // Without names all services are considered; then there is nothing to create, only to remove.
        let replacing = plan.create.isEmpty || !recreate ? Replacement.none : .changed
        try await stack.systems.compose.make(
            stack.project,
            services: plan.create,
            replacing: replacing,
            keepingOrphans: orphans
        ) { await report.take($0) }
    }
}
