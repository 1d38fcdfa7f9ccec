import DustyCore

/// Makes ready what a new container of one app or service needs, as the specs are now, whether it has a container of its own or not: that one
/// is left as it is.
struct PrepareJob: StackJob {
    static let needs: JobNeeds = [.machine, .engine, .settledData]

    let stack: Stack
    let copies: RepoCopies
    let data: PersistedData
    let name: String
    /// Whether what it needs is started and waited for.
    let dependencies: Bool
    /// Brings these up.
    let up: @Sendable ([String]) -> UpJob

    func check() async throws {
        let wanted = await stack.observatory.current().wanted
        // Where nothing is known yet, the first step finds out.
        if !wanted.serviceNames.isEmpty { try wanted.refuseUnknown([name]) }
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        await reporter.plan(["update repos", "compile"])
        try await reporter.step("update repos") { step in
            try await RepoUpdater(stack: stack).update(for: caller, pull: false, step)
        }
        var compiled = try await reporter.step("compile") { _ in
            let compiled = try await stack.gather(images: .now)
            let scope = try compiled.scope(of: [name])
            try await Prerequisites(stack).check(
                compiled.assembled,
                in: dependencies ? compiled.own(scope) : .services([name])
            )
            return (compiled, nil)
        }
        if dependencies, try await start(compiled.needed(by: name), for: caller, reporter) {
            // Ports may have been chosen anew.
            compiled = try await stack.gather(images: .known(compiled.builds))
        }
        if dependencies { try await stack.provide(compiled.borrowed(by: name), for: caller) }
        try await data.check([name], compiled)
        await reporter.plan(["sync code", "command files", "definition"])
        try await reporter.step("sync code") { step in
            try await copies.update(compiled.repos(of: [name]), compiled, whenChanged: true, step).values.changedSummary
        }
        let plan = try await stack.plan(compiled, from: try await stack.observe(), of: .services([name]))
        try await reporter.step("command files") { _ in
            try await CommandFileWriter(stack: stack).write(plan, compiled)
        }
        try await reporter.step("definition") { step in
            var definition = try await definition(compiled, plan, step)
            if let links = compiled.blueprint.compose.sharing[name], try await stack.sharedNetwork() != nil {
                definition.sharing = (stack.names.sharedNetwork, links)
            }
            await stack.systems.oneOffModels.put(definition, of: name)
            return nil
        }
    }

    /// Brings up what does not run, and waits until all of them are ready. True if anything had to be brought up.
    private func start(_ names: [String], for caller: Caller, _ reporter: JobReporter) async throws -> Bool {
        let containers = try await stack.containers()
        let facts = await stack.observatory.current()
        let missing = names.filter { name in
            guard let container = containers.first(where: { $0.service == name }) else { return true }
            if container.status == .exited, container.exitCode == 0 { return facts.gate(of: name)?.probe != .completed }
            return container.status != .running
        }
        if !missing.isEmpty { try await up(missing).run(for: caller, reporter) }
        let running = names.filter { !missing.contains($0) }
        if !running.isEmpty {
            try await reporter.step("check") { step in try await StartCheck(stack: stack).settle(running, step) }
        }
        return !missing.isEmpty
    }

    /// What its container is made from: its own, if that is as the specs say, or one that is made for this and goes again.
    private func definition(
        _ compiled: CompiledStack,
        _ plan: Plan,
        _ step: StepReporter
    ) async throws -> OneOffDefinition {
        let (engine, entry) = (stack.systems.engine, compiled.blueprint.compose[name])
        let outdated = try await stack.outdatedImages(of: [name], compiled)
        let own = try await stack.containers().first { $0.service == name }
        if let own, own.labels[StackLabel.spec] == entry?.fingerprint, outdated.isEmpty {
            return try await engine.definition(of: own.id)
        }
        if !outdated.isEmpty {
            try await stack.write(composeFileOf: plan)
            let report = ComposeReport(step)
            try await stack.systems.building(try await stack.buildContexts(compiled, of: [name])) {
                try await stack.systems.compose.build(stack.project, services: [name]) { await report.take($0) }
            }
        }
        return try await lent(by: compiled.blueprint.compose, try await image(of: entry), step)
    }

    /// The image that a built one has where its spec does not name it: Compose's generations differ in the name.
    private func image(of entry: ComposeFile.Entry?) async throws -> String? {
        guard let entry, entry.isBuilt, entry.image == nil else { return nil }
        for image in stack.names.builtImages(of: name)
        where try await stack.systems.engine.imageID(image) != nil {
            return image
        }
        throw DustyError(.failed, "\(name) has no image", hint: "build it: `dusty rebuild \(name)`")
    }

    private func lent(
        by compose: ComposeFile,
        _ image: String?,
        _ step: StepReporter
    ) async throws -> OneOffDefinition {
        let (systems, files) = (stack.systems, stack.systems.files)
        let container = stack.names.oneOffName(for: name, mark: RandomWord.make())
        guard let (file, service) = compose.lending(name, to: container, image: image) else {
            throw DustyError(.failed, "\(name) is not in the Compose file")
        }
        let project = ComposeProject(name: stack.names.project, file: stack.paths.lendingFile)
        try files.replace(project.file, with: Array(file.text.revealed.utf8), mode: 0o600)
        defer { try? files.remove(project.file) }
        try await systems.oneOffs.add(container)
        let report = ComposeReport(step)
        let result: Result<OneOffDefinition, any Error>
        do {
            try await systems.compose.makeOne(project, service: service) { await report.take($0) }
            result = .success(try await systems.engine.definition(of: container))
        } catch { result = .failure(error) }
        // In a task of its own, which no cancellation reaches.
        await Task {
            guard case .success = result else {
                return await systems.oneOffs.abandon(container, with: systems.engine)
            }
            await systems.oneOffs.clear(container, with: systems.engine, grace: 0)
        }.value
        return try result.get()
    }
}

extension CompiledStack {
    /// All that it needs and another stack has.
    fileprivate func borrowed(by name: String) -> [String] {
        (try? scope(of: [name])).map(shared) ?? []
    }

    /// All that an app or service needs, and what these need in turn.
    fileprivate func needed(by name: String) -> [String] {
        let scope = (try? scope(of: [name]).names) ?? []
        return everything.filter { scope.contains($0) && $0 != name }
    }
}
