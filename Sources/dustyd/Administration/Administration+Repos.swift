import DustyCore

extension Administration {
    /// How many clones are inspected at a time.
    private static let width = 8

    /// Every repo of the specs and the state of its clone, the specs repo first.
    func repos(for caller: Caller) async throws -> [RepoStatus] {
        let (specs, specsRepo) = (try await specs(for: caller), try await specsRepo())
        let paths = RepoPaths(settings: try await stack.settings.current(), paths: stack.paths)
        var users: [RepoReference: [String]] = [specsRepo: ["specs"]]
        for (name, app) in specs.apps { if let repo = app.repo { users[repo, default: []].append(name) } }
        for (name, lib) in specs.libs { users[lib.repo, default: []].append(name) }
        let rows = users.map { repo, users in
            RepoStatus(
                name: repo.name,
                shortName: repo.shortName,
                path: paths.path(of: repo),
                overridden: paths.isOverridden(repo),
                present: stack.systems.files.isDirectory(paths.path(of: repo)),
                usedBy: users.sorted()
            )
        }.sorted { ($0.name != specsRepo.name ? 1 : 0, $0.name) < ($1.name != specsRepo.name ? 1 : 0, $1.name) }
        return try await inParallel(rows, width: Self.width) { try await look(at: $0, paths) }
    }

    /// Overrides a repo, or gives it back to Dusty.
    func change(_ request: RepoRequest, for caller: Caller) async throws -> [RepoStatus] {
        try await change(RepoChanges([request]), for: caller)
    }

    /// Overrides repos and returns others, all or none. Names have their present meaning, even when the specs repo is
    /// among them.
    func change(_ request: RepoChanges, for caller: Caller) async throws -> [RepoStatus] {
        guard !request.changes.isEmpty else { throw DustyError(.invalid, "no repo was named") }
        let specsRepo = try await specsRepo()
        let catalog = RepoCatalog(try await specs(for: caller).repos + [specsRepo])
        let overrides = try await stack.settings.current().repoOverrides
        var changes: [(name: String, path: String?)] = []
        for change in request.changes {
            if let path = change.path { try await checkOverride(path, for: caller) }
            // An override of a repo that the specs no longer name can still be returned.
            let isKnown = change.path == nil && overrides[change.name] != nil
            changes.append((isKnown ? change.name : try catalog.resolve(change.name).name, change.path))
        }
        _ = try await stack.settings.change { [changes] settings in
            for (name, path) in changes {
                if name == specsRepo.name { try RestrictedChange.specsOverride.check(caller.role) }
                try settings.override(name, with: path, for: caller)
            }
        }
        do {
            try await stack.loader.fetchSpecs(for: caller, update: false)
        } catch let error as DustyError {
            throw DustyError(error.code, "The overrides are changed, but: \(error.message)", hint: error.hint)
        }
        await stack.refreshWanted()
        return try await repos(for: caller)
    }

    /// Git runs as the user who owns the directory, no matter who asks, so all who ask at the same time can share the
    /// answer.
    private func look(at row: RepoStatus, _ paths: RepoPaths) async throws -> RepoStatus {
        guard row.present else { return row }
        var row = row
        do {
            let repo = RepoReference(row.name)
            let (path, reader) = (row.path, try await paths.reader(of: repo))
            let state = try await looks.value(of: CloneLook(repo: repo, path: path, user: reader.uid)) {
                try await stack.systems.git.inspect(repo, at: path, as: reader)
            }
            row.branch = state.branch
            row.ahead = state.ahead
            row.behind = state.behind
            row.changed = state.changed
        } catch let error as DustyError {
            row.note = error.message
        }
        return row
    }

    /// Opens the directory with the rights of the user who names it: what they cannot read, no sync reads for them.
    private func checkOverride(_ path: String, for caller: Caller) async throws {
        guard path.hasPrefix("/"), !path.utf8.contains(UInt8(ascii: ":")),
            !path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else {
            throw DustyError(.invalid, "`\(path)` must be an absolute path without `:` and control characters")
        }
        guard try await stack.systems.files.isDirectory(path, for: caller.user) else {
            throw DustyError(.notFound, "\(path) is not a directory", hint: "clone the repo there first")
        }
    }
}

/// What distinguishes one look at a clone from another.
struct CloneLook: Hashable, Sendable {
    let repo: RepoReference
    let path: String
    let user: UInt32
}

extension Settings {
    /// Overrides a repo and remembers who did, or gives it back. An override of another user is for root and the owner to change.
    fileprivate mutating func override(_ name: String, with path: String?, for caller: Caller) throws {
        if repoOverrides[name] == nil, path == nil {
            throw DustyError(.conflict, "\(name) has no override", hint: "see `dusty repos list`")
        }
        if repoOverrides[name] != nil, overrideUsers[name] != caller.user.name {
            try RestrictedChange.foreignOverride.check(caller.role)
        }
        repoOverrides[name] = path
        overrideUsers[name] = path == nil ? nil : caller.user.name
    }
}
