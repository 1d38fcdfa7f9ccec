import DustyCore

/// The copies of repos on the machine that apps see.
struct RepoCopies: Sendable {
    let stack: Stack
    let sync: RepoSync

    /// Updates copies side by side; results by full name. With `whenChanged` only those whose source changed since it was copied last; without
    /// `staging` what images are built from stays as it is.
    func update(
        _ repos: [RepoInUse],
        _ compiled: CompiledStack,
        whenChanged: Bool = false,
        exactly: Bool = false,
        staging: Bool = true,
        _ step: StepReporter
    ) async throws -> [String: TransferResult] {
        let transfers = try await transfers(of: repos, compiled, exactly: exactly)
        let results = try await inParallel(transfers, width: Stack.repoWidth) { repo, transfer in
            let result = try await update(repo, by: transfer, whenChanged: whenChanged, step)
            if staging, compiled.assembled.apps.contains(where: { $0.repo?.name == repo.name && $0.build != nil }) {
                try await stage(repo, by: transfer, whenChanged: whenChanged)
            }
            if let summary = result.summary { await step.output("\(repo.shortName): \(summary)") }
            return (repo.name, result)
        }
        return Dictionary(results) { $1 }
    }

    /// Updates one copy.
    func update(
        _ repo: RepoInUse,
        by transfer: Transfer,
        whenChanged: Bool = false,
        _ step: StepReporter
    ) async throws -> TransferResult {
        try await sync.sync(repo, by: transfer, whenChanged: whenChanged, mounted: mounts(of: transfer), step)
    }

    /// Copies a few changed paths into a copy that is otherwise up to date; true when that changed it, nil when it
    /// needs a full update.
    func settle(
        _ repo: RepoInUse,
        _ paths: [[UInt8]],
        by transfer: Transfer,
        with hand: any Hand
    ) async throws -> Bool? {
        try await sync.settle(repo, paths, by: transfer, with: hand, mounted: mounts(of: transfer))
    }

    /// Brings back what containers made and changed in a copy; nil if nothing comes back.
    func collect(
        _ repo: RepoInUse,
        _ scope: CopyWalk.Scope,
        by transfer: Transfer
    ) async throws -> BackCollector.Outcome? {
        try await sync.collect(repo, scope, by: transfer, mounted: mounts(of: transfer))
    }

    /// What an update would do; nothing is touched. With `whenChanged` a source that is unchanged since it was copied is not compared.
    func rehearse(_ transfer: Transfer, of repo: RepoInUse? = nil) async throws -> TransferResult {
        try await sync.rehearse(transfer, whenChanged: repo, mounted: mounts(of: transfer))
    }

    /// How repos get to where containers have them. Assets inside a copy are left alone.
    func transfers(
        of repos: [RepoInUse],
        _ compiled: CompiledStack,
        exactly: Bool = false
    ) async throws -> [(RepoInUse, Transfer)] {
        let assets = compiled.assembled.assetPlaces(among: try await stack.systems.assets.all().keys)
        var transfers: [(RepoInUse, Transfer)] = []
        for repo in repos {
            guard let target = compiled.target(of: repo) else { continue }
            let leaving = assets[RepoReference(repo.name)] ?? []
            let reader = try await reader(of: repo, compiled.settings)
            var transfer = Transfer(
                of: repo,
                to: target,
                as: reader,
                leaving: leaving,
                back: compiled.assembled.returning(to: repo),
                exactly: exactly
            )
            transfer.watchers = compiled.assembled.watchers(of: repo)
            transfer.parts = compiled.specs.parts(of: RepoReference(repo.name))
            transfer.needed = Set(compiled.assembled.apps.flatMap { compiled.assembled.parts(of: $0)[repo.name] ?? [] })
            transfers.append((repo, transfer))
        }
        return transfers
    }

    /// Updates the private copy that images are built from, if there is one.
    func stage(_ repo: RepoInUse, by transfer: Transfer, whenChanged: Bool) async throws {
        guard let staging = stack.systems.staging, let reader = transfer.reader, reader.isAnother else { return }
        try await staging.refresh(repo.path, for: .builds, as: reader, whenChanged: whenChanged)
    }

    /// The user with whose rights a repo is read.
    func reader(of repo: RepoInUse, _ settings: Settings) async throws -> User {
        try await RepoPaths(settings: settings, paths: stack.paths).reader(of: RepoReference(repo.name))
    }

    /// Paths below a copy on which containers have something else mounted. Without the directory there, the kernel
    /// would unmount it.
    private func mounts(of transfer: Transfer) -> @Sendable () async throws -> [String] {
        { try await stack.systems.engine.mounts().flatMap { $0.points(below: transfer.target) } }
    }
}

extension Sequence<TransferResult> {
    /// How many repos changed, in words; nil for none.
    var changedSummary: String? {
        let count = count(where: \.changed)
        return count == 0 ? nil : "\(count) \(count == 1 ? "repo" : "repos") changed"
    }
}

extension Transfer {
    /// A repo's code on its way to where containers have it.
    init(
        of repo: RepoInUse,
        to target: String,
        as reader: User?,
        leaving paths: [String],
        back: Returning? = nil,
        exactly: Bool = false
    ) {
        self.init(
            source: repo.path,
            target: target,
            excludes: paths.map(Transfer.pattern),
            protected: paths,
            exclude: repo.exclude,
            manner: exactly ? .exact : .update,
            reader: reader,
            back: exactly ? nil : back
        )
    }
}

extension CompiledStack {
    /// The apps of a scope that are to restart for code that is newer than their process, whether it was just copied or came before, each with
    /// the repos; not those that a plan makes or starts.
    func restarts(
        for changes: [String: TransferResult],
        _ plan: Plan,
        _ scope: Scope,
        _ facts: StackFacts
    ) -> [(app: String, repos: [String])] {
        assembled.apps.compactMap { app in
            guard scope.contains(app.name), !(plan.begun + plan.restart).contains(app.name) else { return nil }
            let used = assembled.repos(of: app).map(\.name)
            let parts = assembled.parts(of: app)
            let container = facts.containers.first { $0.service == app.name }
            var repos = Set(container.map { facts.olderCode(of: $0, among: used, parts) } ?? [])
            for repo in used where changes[repo]?.touches(parts[repo]) == true {
                // Rules have dealt with what they have seen.
                if !assembled.isWatched(repo, by: app) { repos.insert(repo) }
            }
            return repos.isEmpty ? nil : (app.name, used.filter(repos.contains))
        }
    }
}

extension AssembledSpecs {
    /// What comes back to a repo, according to the specs that use its code; nil for nothing.
    fileprivate func returning(to repo: RepoInUse) -> Returning? {
        let rules =
            apps.filter { $0.repo?.name == repo.name }.map(\.sync)
            + libs.filter { $0.repo.name == repo.name }.map(\.sync)
        return rules.contains(where: \.back) ? Returning(kept: rules.flatMap(\.keep)) : nil
    }

    /// Whether an app has rules for changes of a repo.
    func isWatched(_ repo: String, by app: AppSpec) -> Bool {
        app.repo?.name == repo && !app.watch.isEmpty
            || libs(of: app).contains { $0.repo.name == repo && !$0.watch.isEmpty }
    }

    /// The apps that want something done when a repo changes.
    fileprivate func watchers(of repo: RepoInUse) -> [CodeWatcher] {
        apps.flatMap { app in
            let own = app.repo?.name == repo.name ? app.mount.map { ($0, app.part, app.watch) } : nil
            let libs = libs(of: app).filter { $0.repo.name == repo.name }.map { ($0.mount, $0.part, $0.watch) }
            return ([own].compactMap(\.self) + libs).filter { !$0.2.isEmpty }.map {
                CodeWatcher(app: app.name, mount: $0.0, part: $0.1, rules: $0.2)
            }
        }
    }
}
