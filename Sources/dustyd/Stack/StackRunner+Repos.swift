import DustyCore

extension StackRunner {
    /// Brings the specs repo and then all active repos up to date, side by side.
    func updateRepos(for caller: Caller, pull: Bool, _ step: StepReporter) async throws -> String? {
        var tally = RepoTally()
        await tally.add("specs", try await loader.fetchSpecs(for: caller, update: pull), step)
        let (settings, specs, assembled) = try await assemble()
        try await fetch(assembled.repos, of: specs, settings, for: caller, update: pull, &tally, step)
        return tally.summary
    }

    /// Refuses names that no repo of the specs has.
    func checkPull(_ requested: [String]) async throws {
        guard !requested.isEmpty else { return }
        let settings = try await settings.current()
        let catalog = RepoCatalog(try await loader.inspect(settings).specs.repos + [try loader.specsRepo(settings)])
        for name in requested { _ = try catalog.resolve(name) }
    }

    /// Brings managed clones up to date: the named ones, or the specs and all active ones.
    func pull(_ requested: [String], for caller: Caller, _ reporter: JobReporter) async throws {
        let title = "update repos"
        await reporter.plan([title])
        try await reporter.step(title) { step in
            var tally = RepoTally(tellsCurrent: true)
            let before = try await settings.current()
            let specsRepo = try loader.specsRepo(before)
            var named: [RepoReference] = []
            if !requested.isEmpty {
                let catalog = RepoCatalog(try await loader.inspect(before).specs.repos + [specsRepo])
                named = try requested.map(catalog.resolve)
            }
            if requested.isEmpty || named.contains(specsRepo) {
                await tally.add("specs", try await loader.fetchSpecs(for: caller, update: true), step)
            }
            let settings = try await settings.current()
            let specs = try await loader.inspect(settings).specs
            let active = AssembledSpecs(specs, activeBundles: settings.bundles).repos
            let repos = (requested.isEmpty ? active : named).filter { $0 != specsRepo }
            try await fetch(repos, of: specs, settings, for: caller, update: true, &tally, step)
            return tally.summary
        }
    }

    /// Clones or updates repos side by side. One that fails does not stop the others; the failure comes at the end.
    private func fetch(
        _ repos: [RepoReference],
        of specs: Specs,
        _ settings: Settings,
        for caller: Caller,
        update: Bool,
        _ tally: inout RepoTally,
        _ step: StepReporter
    ) async throws {
        let results = try await inParallel(repos, width: Self.repoWidth) { repo in
            do {
                let branch = specs.branch(of: repo)
                return Result<_, DustyError>.success(
                    try await loader.fetch(repo, settings, branch: branch, for: caller, update: update)
                )
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
        let list = failures.map(\.message).joined(separator: "\n")
        throw DustyError(first.code, "\(failures.count) repos could not be updated.\n\(list)", hint: first.hint)
    }
}

/// What became of repos, counted and told.
private struct RepoTally {
    /// Whether those that had nothing new are told one by one as well.
    var tellsCurrent = false
    private var counts: [String: Int] = [:]

    init(tellsCurrent: Bool = false) {
        self.tellsCurrent = tellsCurrent
    }

    mutating func add(_ repo: String, _ update: RepoUpdate?, _ step: StepReporter) async {
        guard let update else {
            if tellsCurrent { await step.output("\(repo): overridden, left alone") }
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
            if tellsCurrent { await step.output("\(repo): up to date") }
        }
        for note in update.notes { await step.output("\(repo): \(note)") }
    }

    /// In words; nil when nothing happened.
    var summary: String? {
        counts.isEmpty ? nil : counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
}
