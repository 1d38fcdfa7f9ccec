import DustyCore

/// Brings managed clones up to date: the named ones, or the specs and all active ones.
struct PullJob: StackJob {
    static let needs: JobNeeds = .machine

    let repos: RepoUpdater
    let names: [String]

    func check() async throws {
        _ = try await repos.resolve(names)
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        let title = "update repos"
        await reporter.plan([title])
        try await reporter.step(title) { step in try await repos.pull(names, for: caller, step) }
    }
}
