import DustyCore

/// Repos given by their own names or by those of apps and libs that use them; all active ones when none is named.
struct RepoSelection: Sendable {
    let names: [String]

    init(_ names: [String]) {
        self.names = names
    }

    /// Refuses an unknown name.
    func check(_ wanted: WantedStack) throws {
        let repos = wanted.repos.flatMap { [$0.name, $0.shortName] }
        try wanted.refuseUnknown(names, beside: wanted.libs.map(\.name) + repos)
    }

    /// Those of the specs as they are now.
    func repos(of compiled: CompiledStack) -> [RepoInUse] {
        let libs = compiled.assembled.libs.filter { names.contains($0.name) }
        let byUser = Set(compiled.repos(of: names).map(\.name)).union(libs.map(\.repo.name))
        return selected(of: compiled.repos, byUser: byUser)
    }

    /// Those that the running stack was made of.
    func repos(of wanted: WantedStack) -> [RepoInUse] {
        let byUser = Set(wanted.apps.filter { names.contains($0.name) }.flatMap(\.repos))
            .union(wanted.libs.filter { names.contains($0.name) }.map(\.repo))
        return selected(of: wanted.repos, byUser: byUser)
    }

    private func selected(of repos: [RepoInUse], byUser: Set<String>) -> [RepoInUse] {
        guard !names.isEmpty else { return repos }
        return repos.filter { names.contains($0.name) || names.contains($0.shortName) || byUser.contains($0.name) }
    }
}
