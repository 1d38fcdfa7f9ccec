import DustyCore

/// What clients ask that is not a job: bundles, repos, validation.
struct Administration: Sendable {
    let runner: StackRunner

    /// Measures the machine for somebody who asks once.
    func refreshMachine() async {
        let status = await runner.systems.machine.status()
        await runner.observatory.update { $0.machine = status }
    }

    /// Every bundle of the specs.
    func bundles(for caller: Caller) async throws -> [BundleStatus] {
        try await runner.loader.fetchSpecs(for: caller, update: false)
        let settings = try await runner.settings.current()
        return try runner.loader.inspect(settings).specs.bundleRows(active: settings.bundles)
    }

    /// Activates or deactivates bundles. It takes effect with the next `up`.
    func change(_ request: BundleRequest, for caller: Caller) async throws -> [BundleStatus] {
        guard !request.names.isEmpty else { throw DustyError(.invalid, "no bundle was named") }
        let known = try await bundles(for: caller).map(\.name)
        let active = try await runner.settings.current().bundles
        for name in request.names where !known.contains(name) && !(!request.active && active.contains(name)) {
            throw DustyError.unknown(name, among: known)
        }
        _ = try await runner.settings.change { settings in
            settings.bundles.removeAll(where: request.names.contains)
            if request.active { settings.bundles = (settings.bundles + Set(request.names)).sorted() }
        }
        await runner.refreshWanted()
        return try await bundles(for: caller)
    }

    /// Every repo of the specs, the specs repo first.
    func repos(for caller: Caller) async throws -> [RepoStatus] {
        try await runner.loader.fetchSpecs(for: caller, update: false)
        let settings = try await runner.settings.current()
        let specs = try runner.loader.inspect(settings).specs
        let paths = RepoPaths(settings: settings, paths: runner.paths)
        var users: [RepoReference: [String]] = [:]
        for (name, app) in specs.apps { if let repo = app.repo { users[repo, default: []].append(name) } }
        for (name, lib) in specs.libs { users[lib.repo, default: []].append(name) }
        let specsRepo = try runner.loader.specsRepo(settings)
        users[specsRepo, default: []].append("specs")
        return users.map { repo, users in
            RepoStatus(
                name: repo.name,
                shortName: repo.shortName,
                path: paths.path(of: repo),
                overridden: paths.isOverridden(repo),
                present: runner.systems.files.isDirectory(paths.path(of: repo)),
                usedBy: users.sorted()
            )
        }.sorted { ($0.name != specsRepo.name ? 1 : 0, $0.name) < ($1.name != specsRepo.name ? 1 : 0, $1.name) }
    }

    /// Overrides a repo, or gives it back to Dusty.
    func change(_ request: RepoRequest, for caller: Caller) async throws -> [RepoStatus] {
        let known = try await repos(for: caller).map { RepoReference($0.name) }
        let repo = try RepoCatalog(known).resolve(request.name)
        if let path = request.path { try checkOverride(path) }
        _ = try await runner.settings.change { settings in
            if request.path == nil, settings.repoOverrides[repo.name] == nil {
                throw DustyError(.conflict, "\(repo.name) has no override", hint: "see `dusty repos list`")
            }
            settings.repoOverrides[repo.name] = request.path
        }
        await runner.refreshWanted()
        return try await repos(for: caller)
    }

    /// Looks at the configured specs and says what is wrong with them.
    func validate(for caller: Caller) async throws -> ValidationReport {
        try await runner.loader.fetchSpecs(for: caller, update: false)
        return ValidationReport(problems: try runner.loader.inspect(try await runner.settings.current()).problems)
    }

    private func checkOverride(_ path: String) throws {
        guard path.hasPrefix("/"), !path.contains(":"), !path.utf8.contains(where: { $0 < 0x20 }) else {
            throw DustyError(.invalid, "`\(path)` must be an absolute path without `:` and control characters")
        }
        guard runner.systems.files.isDirectory(path) else {
            throw DustyError(.notFound, "\(path) is not a directory", hint: "clone the repo there first")
        }
    }
}

extension Specs {
    /// Every bundle, by name.
    func bundleRows(active: [String]) -> [BundleStatus] {
        bundles.sorted { $0.key < $1.key }.map { name, bundle in
            BundleStatus(name: name, description: bundle.description, active: active.contains(name))
        }
    }
}
