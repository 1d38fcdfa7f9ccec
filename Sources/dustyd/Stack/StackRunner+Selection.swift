import DustyCore

extension StackRunner {
    /// The active apps in whose container one of these repos is, libs' repos included. Throws when a repo is not known, or when no active app
    /// has any of them: that must never mean everything.
    func apps(with repos: [String], in gathered: Gathered) throws -> [String] {
        let specsRepos = gathered.specs.repos
        let wanted = try repos.map { try RepoCatalog(specsRepos).resolve($0) }
        let apps = Set(wanted.flatMap(gathered.assembled.apps(using:))).sorted()
        guard !apps.isEmpty else {
            let list = wanted.map(\.shortName).joined(separator: ", ")
            throw DustyError(
                .conflict,
                "no active app has \(list) in its container",
                hint: "`dusty status` shows what is active, `dusty repos list` who uses which repo"
            )
        }
        return apps
    }
}
