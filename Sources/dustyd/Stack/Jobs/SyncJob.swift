import DustyCore

/// Copies the repos of the named apps, libs or repos to the machine; all active ones when none is named.
struct SyncJob: StackJob {
    static let needs: JobNeeds = .machine

    let stack: Stack
    let copies: RepoCopies
    let names: [String]
    /// Whether what containers made in the copies is deleted too.
    let exact: Bool

    func check() async throws {
        let wanted = await stack.observatory.current().wanted
        let repos = wanted.repos.flatMap { [$0.name, $0.shortName] }
        try DustyError.refuseUnknown(names, among: wanted.serviceNames + wanted.libs.map(\.name) + repos)
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        let compiled = try await stack.gather(needsVariables: false)
        let repos = repos(of: compiled)
        await reporter.plan(repos.map { "sync \($0.shortName)" })
        _ = try await inParallel(repos, width: Stack.repoWidth) { repo in
            try await reporter.step("sync \(repo.shortName)") { step in
                try await copies.update([repo], compiled, exactly: exact, step)[repo.name]?.summary
            }
        }
    }

    /// What it would do; nothing is touched.
    func preview() async throws -> [SyncPreview] {
        try await check()
        let compiled = try await stack.compile(needsVariables: false)
        let transfers = try await copies.transfers(of: repos(of: compiled), compiled, exactly: exact)
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

    /// Brings back what containers made and changed in the copies, without copying anything to them.
    func collect() async throws -> [CollectReport] {
        guard copies.sync.collector != nil else {
            throw DustyError(
                .conflict,
                "what containers make on another machine does not come back",
                hint: "copy it: `dusty cp NAME:/path .`"
            )
        }
        try await check()
        let compiled = try await stack.compile(needsVariables: false)
        let transfers = try await copies.transfers(of: repos(of: compiled), compiled)
        let reports = try await inParallel(transfers, width: Stack.repoWidth) { repo, transfer in
            try await copies.collect(repo, .everything, by: transfer)?.report
        }
        return reports.compactMap(\.self)
    }

    private func repos(of compiled: CompiledStack) -> [RepoInUse] {
        guard !names.isEmpty else { return compiled.repos }
        let byService = compiled.repos(of: names)
        return compiled.repos.filter { repo in
            names.contains(repo.name) || names.contains(repo.shortName) || byService.contains(repo)
        }
    }
}
