import DustyCore

/// Brings specs and repos to this host and reads the specs.
struct SpecsLoader: Sendable {
    let paths: Paths
    let settings: SettingsStore
    let git: any GitRepos
    let files: any FileStore
    /// Several jobs may want the same clone.
    let locks = NameLocks()

    /// The specs repo, as configured.
    func specsRepo(_ settings: Settings) throws -> RepoReference {
        guard let name = settings.specsRepo else {
            throw DustyError(.conflict, "no specs repo is configured", hint: "run `dusty setup`")
        }
        return RepoReference(name)
    }

    /// Reads the specs that are on this host. Throws `.specs` with every problem of every file.
    func load(_ settings: Settings) async throws -> Specs {
        let (specs, problems) = try await inspect(settings)
        guard problems.isEmpty else { throw DustyError(specs: problems) }
        return specs
    }

    /// Reads the specs and says what is wrong with them.
    func inspect(_ settings: Settings) async throws -> (specs: Specs, problems: [SpecProblem]) {
        let (specs, problems) = Specs.decode(try await sources(settings))
        // What programs print of them is hidden as what was set on this host is.
        self.settings.secrets.remember(specs: specs.secretVariables)
        return (specs, problems)
    }

    /// The text of the specs that are on this host, read with the rights of the user whose directory it is.
    func sources(_ settings: Settings) async throws -> SpecSources {
        let repos = RepoPaths(settings: settings, paths: paths)
        let repo = try specsRepo(settings)
        let path = repos.path(of: repo)
        let reader = try await repos.reader(of: repo)
        if !repos.isOverridden(repo) { try checkKeeper(reader, of: path, settings) }
        return try await UserThread.run(as: reader) {
            SpecSources(reading: try SpecsBeneath(path))
        }
    }

    /// Clones the specs repo when it is not here; with `update`, fast-forwards it too.
    @discardableResult
    func fetchSpecs(for caller: Caller, update: Bool) async throws -> RepoUpdate? {
        let settings = try await settings.current()
        return try await fetch(try specsRepo(settings), settings, for: caller, update: update)
    }

    /// Clones a managed repo when it is not here; with `update`, fast-forwards it too. Overrides are never touched.
    @discardableResult
    func fetch(
        _ repo: RepoReference,
        _ settings: Settings,
        branch: String? = nil,
        for caller: Caller,
        update: Bool
    ) async throws -> RepoUpdate? {
        let repos = RepoPaths(settings: settings, paths: paths)
        guard !repos.isOverridden(repo) else { return nil }
        let path = repos.managedPath(of: repo)
        if settings.specsRepo != nil, repos.managedPath(of: try specsRepo(settings)) == path {
            return try await keep(repo, settings, branch: branch, at: path, for: caller, update: update)
        }
        return try await locks.holding(path) {
            guard update || !files.isDirectory(path) else { return nil }
            guard repos.managedPath(of: repo) == path else {
                throw DustyError(
                    .conflict,
                    "\(repo.name) should have been cloned into a new clone of another repo",
                    hint: "run it again: each gets its own place"
                )
            }
            return try await git.update(repo, branch: branch, at: path, as: caller)
        }
    }
}

extension SpecsLoader {
    /// Paths of the repos that specs name, below the directories of clones and copies; nil while the specs have problems.
    func usedRepos() async throws -> Set<String>? {
        let settings = try await settings.current()
        guard let (specs, problems) = try? await inspect(settings), problems.isEmpty else { return nil }
        let clones = RepoPaths(settings: settings, paths: paths)
        let usual = Set(specs.repos.map(\.relativePath))
        return Set((specs.repos + [try specsRepo(settings)]).map(clones.managedPlace))
            .union(specs.repos.map { $0.place(among: usual) })
    }
}
