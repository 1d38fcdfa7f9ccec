import DustyCore

/// Where the code of a repo lies on this host: the user's override, or the managed clone.
struct RepoPaths: Sendable {
    let overrides: [String: String]
    let managed: String

    init(settings: Settings, paths: Paths) {
        overrides = settings.repoOverrides
        managed = paths.repos
    }

    /// Directory of a repo.
    func path(of repo: RepoReference) -> String {
        overrides[repo.name] ?? managedPath(of: repo)
    }

    /// Directory of a repo's managed clone.
    func managedPath(of repo: RepoReference) -> String {
        "\(managed)/\(repo.relativePath)"
    }

    /// Whether the user works on a copy of their own.
    func isOverridden(_ repo: RepoReference) -> Bool {
        overrides[repo.name] != nil
    }
}
