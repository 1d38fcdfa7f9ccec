import DustyCore

/// Runs suites of an app or a lib in a stack of their own. Nothing of the running stack is touched but the copies of the code.
struct SuitesJob: StackJob {
    static let needs: JobNeeds = [.machine, .engine, .settledData]

    let stack: Stack
    let copies: RepoCopies
    /// The app or lib.
    let name: String
    let request: TestRequest
    /// Whether the specs and its repos are updated first.
    let pull: Bool

    private enum Title {
        static let repos = "update repos"
        static let sync = "sync code"
        static let image = "test image"
    }

    private var names: StackNames { stack.names }
    private var systems: StackSystems { stack.systems }
    private var projects: SuiteProjects { SuiteProjects(names: names, paths: stack.paths, systems: systems) }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        await reporter.plan([Title.repos, Title.sync, Title.image])
        let registry = systems.suites.registry
        await registry.begin(run: name)
        do {
            // What an earlier run could not remove must not pile up; failing to remove it is no reason not to test.
            try? await projects.sweep()
            let prepared = try await reporter.step(Title.repos) { step in try await gather(for: caller, step) }
            try await reporter.step(Title.sync) { step in try await sync(prepared, step) }
            let image = try await image(prepared, reporter)
            let outcomes = try await run(prepared, image: image, reporter)
            await registry.end(run: name)
            try conclude(outcomes)
        } catch {
            await registry.end(run: name)
            throw error
        }
    }

    /// Updates specs and repos, then reads the specs, so that this run uses what was pulled.
    private func gather(for caller: Caller, _ step: StepReporter) async throws -> (PreparedSuites, String?) {
        let loader = stack.loader
        let specsUpdate = try await loader.fetchSpecs(for: caller, update: pull)
        let settings = try await stack.settings.current()
        let specs = try await loader.load(settings)
        let target = try SuiteTarget(name, in: specs)
        let suites = try target.suites(request)
        let updates = try await inParallel(target.repos, width: Stack.repoWidth) { repo in
            let branch = specs.branch(of: repo)
            return try await loader.fetch(repo, settings, branch: branch, for: caller, update: pull)
        }
        var changed = 0
        for (repo, update) in zip(["specs"] + target.repos.map(\.shortName), [specsUpdate] + updates) {
            switch update?.outcome {
            case .cloned, .updated: changed += 1
            case .kept(let reason): await step.output("\(repo): \(reason)")
            case .current, nil: break
            }
        }
        let facts = try await systems.machine.facts()
        let set = try await systems.assets.all().keys
        try DustyError.refuse(missingAssets: try target.missingAssets(among: set, for: suites))
        let repoPaths = RepoPaths(settings: settings, paths: stack.paths)
        let prepared = PreparedSuites(
            mark: systems.suites.mark(),
            target: target,
            suites: suites,
            settings: settings,
            variables: try settings.variables(),
            assetPlaces: AssembledSpecs(specs, activeBundles: settings.bundles).assetPlaces(among: set),
            assets: Set(set),
            parts: Dictionary(target.repos.map { ($0, specs.parts(of: $0)) }) { first, _ in first },
            tree: MachineTree(root: facts.root, of: specs),
            repos: Dictionary(
                target.repos.map { ($0, $0.inUse(repoPaths, specs)) },
                uniquingKeysWith: { first, _ in first }
            ),
            buildPaths: try await stack.buildPaths(of: target.repos, repoPaths)
        )
        return (prepared, changed == 0 ? nil : "\(changed) changed")
    }

    private func sync(_ prepared: PreparedSuites, _ step: StepReporter) async throws -> String? {
        let results = try await inParallel(prepared.target.repos, width: Stack.repoWidth) { repo -> TransferResult? in
            guard let source = prepared.repos[repo] else { return nil }
            let places = prepared.assetPlaces[repo] ?? []
            let reader = try await copies.reader(of: source, prepared.settings)
            var transfer = Transfer(of: source, to: prepared.tree.path(of: repo), as: reader, leaving: places)
            transfer.parts = prepared.parts[repo] ?? []
            transfer.needed = Set(prepared.target.mounts.filter { $0.repo == repo }.compactMap(\.part))
            if case .build = prepared.target.base { try await copies.stage(source, by: transfer, whenChanged: true) }
            return try await copies.update(source, by: transfer, step)
        }
        return results.compactMap(\.self).changedSummary
    }

    private func image(_ prepared: PreparedSuites, _ reporter: JobReporter) async throws -> String {
        var sources: [RepoReference: (path: String, reader: User)] = [:]
        for (repo, source) in prepared.repos {
            sources[repo] = (source.path, try await copies.reader(of: source, prepared.settings))
        }
        let maker = SuiteImageMaker(
            composition: composition(prepared, job: reporter.job, part: 0, keep: false),
            projects: projects,
            systems: systems,
            sources: sources,
            context: prepared.context
        )
        return try await reporter.step(Title.image) { step in
            let (image, reused) = try await maker.image(recreate: request.recreate, step)
            return (image.name, reused ? "\(image.name) fits" : "made \(image.name)")
        }
    }

    /// Runs the suites one after the other; one that fails does not keep the next from running.
    private func run(_ prepared: PreparedSuites, image: String, _ reporter: JobReporter) async throws -> [TestOutcome] {
        var outcomes: [TestOutcome] = []
        for (index, suite) in prepared.suites.enumerated() {
            let runner = SuiteRunner(
                composition: composition(prepared, job: reporter.job, part: index + 1, keep: request.keep),
                projects: projects,
                systems: systems,
                secrets: stack.settings.secrets
            )
            let ended = SuiteEnd()
            do {
                try await reporter.step("suite \(suite.name)") { step in
                    let outcome = try await runner.run(suite, image: image, arguments: request.arguments, step)
                    await step.tell(.suiteFinished(outcome))
                    await ended.set(outcome)
                    guard outcome.result == .passed else { throw DustyError(.failed, outcome.complaint) }
                    return outcome.complaint
                }
            } catch let error as DustyError {
                guard await ended.outcome != nil else { throw error }
            }
            if let outcome = await ended.outcome { outcomes.append(outcome) }
        }
        return outcomes
    }

    private func conclude(_ outcomes: [TestOutcome]) throws {
        let bad = outcomes.filter { $0.result != .passed }
        guard !bad.isEmpty else { return }
        let list = bad.map { "suite \($0.suite) \($0.complaint)" }
        throw DustyError(.failed, list.joined(separator: "; "))
    }

    private func composition(_ prepared: PreparedSuites, job: Int, part: Int, keep: Bool) -> SuiteComposition {
        SuiteComposition(
            target: prepared.target,
            names: names,
            project: names.testProject(of: prepared.target.name, job: job, part: part, mark: prepared.mark),
            tree: prepared.tree,
            envOverrides: prepared.variables,
            assets: prepared.assets,
            keep: keep,
            localPaths: prepared.buildPaths
        )
    }
}

/// What a test run works from.
private struct PreparedSuites: Sendable {
    /// A text in the names of its projects that cannot be guessed.
    let mark: String
    let target: SuiteTarget
    let suites: [SuiteSpec]
    let settings: Settings
    /// Variables of this host that win over the specs.
    let variables: [String: [String: Secret]]
    /// Paths below repos that syncs leave alone.
    let assetPlaces: [RepoReference: [String]]
    /// Names of assets that are set.
    let assets: Set<String>
    /// Directories of repos that are mounted for themselves.
    let parts: [RepoReference: [String]]
    let tree: MachineTree
    let repos: [RepoReference: RepoInUse]
    /// Where images are built from.
    let buildPaths: [RepoReference: String]

    /// What the base of the test image is built from.
    var context: BuildContext? {
        guard case .build(let directory, let options) = target.base, let repo = target.repo, let root = buildPaths[repo]
        else { return nil }
        return BuildContext(name: target.name, directory: directory, options: options, root: root, repo: repo)
    }
}

/// The outcome of a step that fails by throwing.
private actor SuiteEnd {
    private(set) var outcome: TestOutcome?

    func set(_ outcome: TestOutcome) {
        self.outcome = outcome
    }
}
