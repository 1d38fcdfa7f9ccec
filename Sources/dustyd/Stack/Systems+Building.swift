import DustyCore

extension Systems {
    /// Lets Compose build images from these contexts, once it is clear that it reads nothing outside of their repos. Until it has ended, no
    /// other job changes the private copies that were looked at.
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

extension StackRunner {
    /// What images of the active apps are built from; of the named ones where names are given.
    func buildContexts(_ gathered: Gathered, of names: [String]? = nil) async throws -> [BuildContext] {
        let repos = RepoPaths(settings: gathered.settings, paths: paths)
        var contexts: [BuildContext] = []
        for app in gathered.assembled.apps where names?.contains(app.name) ?? true {
            guard let directory = app.build, let repo = app.repo else { continue }
            let context = BuildContext(
                name: app.name,
                directory: directory,
                options: gathered.blueprint.compose[app.name]?.definition["build"],
                root: try await buildPath(of: repo, repos),
                repo: repo
            )
            if let context { contexts.append(context) }
        }
        return contexts
    }
}
