import DustyCore

extension StackSystems {
    /// Lets Compose build images from these contexts, once it is clear that it reads nothing outside of their repos.
    /// Until it has ended, no other job changes the private copies that were checked.
    func building<Value: Sendable>(
        _ contexts: [BuildContext],
        _ body: () async throws -> Value
    ) async throws -> Value {
        func checked() async throws -> Value {
            try await UserThread.run { for context in contexts { try context.check() } }
            return try await body()
        }
        guard !contexts.isEmpty, let staging else { return try await checked() }
        return try await staging.holding(Set(contexts.map(\.root)), checked)
    }
}

extension Stack {
    /// What images of the active apps are built from; of the named ones where names are given.
    func buildContexts(_ compiled: CompiledStack, of names: [String]? = nil) async throws -> [BuildContext] {
        let repos = RepoPaths(settings: compiled.settings, paths: paths)
        var contexts: [BuildContext] = []
        for app in compiled.assembled.apps where names?.contains(app.name) ?? true {
            guard let directory = app.build, let repo = app.repo else { continue }
            let context = BuildContext(
                name: app.name,
                directory: directory,
                options: compiled.blueprint.compose[app.name]?.definition["build"],
                root: try await buildPath(of: repo, repos),
                repo: repo
            )
            if let context { contexts.append(context) }
        }
        return contexts
    }

    /// Where images are built from a repo's code: from the code itself, or from a private copy of what another user prepared.
    func buildPath(of repo: RepoReference, _ repos: RepoPaths) async throws -> String {
        let path = repos.path(of: repo)
        guard let staging = systems.staging, try await repos.reader(of: repo).isAnother else { return path }
        return staging.path(of: path, for: .builds)
    }

    /// The same for several repos.
    func buildPaths(of references: [RepoReference], _ repos: RepoPaths) async throws -> [RepoReference: String] {
        var paths: [RepoReference: String] = [:]
        for repo in references { paths[repo] = try await buildPath(of: repo, repos) }
        return paths
    }
}
