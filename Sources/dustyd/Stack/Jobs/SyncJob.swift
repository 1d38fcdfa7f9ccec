import DustyCore

/// Copies the repos of the named apps, libs or repos to the machine; all active ones when none is named.
struct SyncJob: StackJob {
    static let needs: JobNeeds = .machine

    let stack: Stack
    let copies: RepoCopies
    let selection: RepoSelection
    /// Whether what containers made in the copies is deleted too.
    let exact: Bool

    func check() async throws {
        try selection.check(await stack.observatory.current().wanted)
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        let compiled = try await stack.gather(needsVariables: false)
        let repos = selection.repos(of: compiled)
        await reporter.plan(repos.map { "sync \($0.shortName)" })
        _ = try await inParallel(repos, width: Stack.repoWidth) { repo in
            try await reporter.step("sync \(repo.shortName)") { step in
                try await copies.update([repo], compiled, exactly: exact, step)[repo.name]?.summary
            }
        }
    }

    /// What it would do; changes nothing.
    func preview() async throws -> [SyncPreview] {
        try await check()
        let compiled = try await stack.compile(needsVariables: false)
        let transfers = try await copies.transfers(of: selection.repos(of: compiled), compiled, exactly: exact)
        return try await inParallel(transfers, width: Stack.repoWidth) { repo, transfer in
            let result = try await copies.rehearse(transfer)
            return SyncPreview(
                repo: repo.name,
                shortName: repo.shortName,
                files: result.files,
                bytes: result.bytes,
                deleted: result.deleted
            )
        }
    }
}
