import DustyCore

/// Updates managed clones: the named ones, or the specs and all active ones.
struct PullJob: StackJob {
    static let needs: JobNeeds = .machine

    let repos: RepoUpdater
    let names: [String]

    func check() async throws {
        _ = try await repos.resolve(names)
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        let title = "update repos"
        await reporter.plan([title])
        try await reporter.step(title) { step in try await repos.pull(names, for: caller, step) }
    }
}

/// Updates managed clones.
struct RepoUpdater: Sendable {
    let stack: Stack

    private var loader: SpecsLoader { stack.loader }

    /// The specs repo and then all active repos; without `pull` only missing ones. Returns what was done, in words.
    func update(for caller: Caller, pull: Bool, _ step: StepReporter) async throws -> String? {
        var tally = RepoTally()
        let known = try await stack.settings.current()
        let specsRepo = try loader.specsRepo(known)
        let update = try await namingTheWayOn(without: specsRepo, known, pull: pull) {
            try await loader.fetchSpecs(for: caller, update: pull)
        }
        await tally.add("specs", update, step)
        let (settings, specs, assembled) = try await stack.assemble()
        try await fetch(assembled.repos, of: specs, settings, for: caller, update: pull, goesOn: true, &tally, step)
        return tally.summary
    }

    /// Says of a remote that fails how to go on with what is here, where anything is.
    private func namingTheWayOn<Value: Sendable>(
        without repo: RepoReference,
        _ settings: Settings,
        pull: Bool,
        _ body: () async throws -> Value
    ) async throws -> Value {
        do { return try await body() } catch let error as DustyError where pull {
            let path = RepoPaths(settings: settings, paths: stack.paths).managedPath(of: repo)
            guard loader.files.isDirectory(path) else { throw error }
            let way = "to go on with what is here: --no-pull"
            var named = error
            named.hint = error.hint.map { "\($0); \(way)" } ?? way
            throw named
        }
    }

    /// The named repos, or the specs and all active ones. Returns what was done, in words; the step also lists those
    /// without news.
    func pull(_ names: [String], for caller: Caller, _ step: StepReporter) async throws -> String? {
        var tally = RepoTally(listsCurrent: true)
        let specsRepo = try loader.specsRepo(try await stack.settings.current())
        let named = try await resolve(names)
        if names.isEmpty || named.contains(specsRepo) {
            await tally.add("specs", try await loader.fetchSpecs(for: caller, update: true), step)
        }
        let settings = try await stack.settings.current()
        let specs = try await loader.inspect(settings).specs
        let active = AssembledSpecs(specs, activeBundles: settings.bundles).repos
        let repos = (names.isEmpty ? active : named).filter { $0 != specsRepo }
        try await fetch(repos, of: specs, settings, for: caller, update: true, &tally, step)
        return tally.summary
    }

    /// The repos of these names; throws for a name that no repo of the specs has.
    func resolve(_ names: [String]) async throws -> [RepoReference] {
        guard !names.isEmpty else { return [] }
        let settings = try await stack.settings.current()
        let catalog = RepoCatalog(try await loader.inspect(settings).specs.repos + [try loader.specsRepo(settings)])
        return try names.map(catalog.resolve)
    }

    /// Clones or updates repos at the same time. One that fails does not stop the others; the failure comes at the end.
    private func fetch(
        _ repos: [RepoReference],
        of specs: Specs,
        _ settings: Settings,
        for caller: Caller,
        update: Bool,
        goesOn: Bool = false,
        _ tally: inout RepoTally,
        _ step: StepReporter
    ) async throws {
        let results = try await inParallel(repos, width: Stack.repoWidth) { repo in
            do {
                let branch = specs.branch(of: repo)
                let outcome = try await namingTheWayOn(without: repo, settings, pull: update && goesOn) {
                    try await loader.fetch(repo, settings, branch: branch, for: caller, update: update)
                }
                return Result<_, DustyError>.success(outcome)
            } catch let error as DustyError {
                return .failure(error)
            }
        }
        var failures: [DustyError] = []
        for (repo, result) in zip(repos, results) {
            switch result {
            case .success(let update): await tally.add(repo.shortName, update, step)
            case .failure(let error): failures.append(error)
            }
        }
        guard let first = failures.first else { return }
        if failures.count == 1 { throw first }
        let list = failures.map(\.message).onOneLine
        throw DustyError(first.code, "\(failures.count) repos could not be updated: \(list)", hint: first.hint)
    }
}

/// The outcomes, counted.
private struct RepoTally {
    /// Whether those without news are reported one by one too.
    var listsCurrent = false
    private(set) var counts: [String: Int] = [:]

    mutating func add(_ repo: String, _ update: RepoUpdate?, _ step: StepReporter) async {
        guard let update else {
            if listsCurrent { await step.output("\(repo): overridden, left alone") }
            return
        }
        let revision = update.revision.prefix(10)
        switch update.outcome {
        case .cloned:
            counts["cloned", default: 0] += 1
            await step.output("\(repo): cloned at \(revision)")
        case .updated:
            counts["updated", default: 0] += 1
            await step.output("\(repo): updated to \(revision)")
        case .kept(let reason):
            counts["kept", default: 0] += 1
            await step.output("\(repo): kept as it is: \(reason)")
        case .current:
            if listsCurrent { await step.output("\(repo): up to date") }
        }
        for note in update.notes { await step.output("\(repo): \(note)") }
    }

    /// In words; nil when nothing happened.
    var summary: String? {
        counts.isEmpty ? nil : counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
}
