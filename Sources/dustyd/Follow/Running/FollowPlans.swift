import DustyCore

/// How the repos of the stack are copied, until something that decides it changes.
actor FollowPlans {
    /// One repo.
    struct Plan: Sendable {
        var repo: RepoInUse
        var transfer: Transfer
    }

    /// What decides it, as far as it can be seen without reading the specs.
    private struct Key: Equatable {
        var wanted: WantedStack
        var jobs: [Int]
        var assets: [String: String]
    }

    private let copies: RepoCopies
    private var known: (key: Key, plans: [String: Plan])?

    init(_ copies: RepoCopies) {
        self.copies = copies
    }

    /// The plan of a repo; nil while a job is running, which may change it.
    func plan(of name: String) async throws -> Plan? {
        let stack = copies.stack
        let facts = await stack.observatory.current()
        guard facts.jobs.allSatisfy(\.state.isFinal) else { return nil }
        let assets = try await stack.systems.assets.all().mapValues(\.stamp)
        let key = Key(wanted: facts.wanted, jobs: facts.jobs.map(\.id), assets: assets)
        if let known, known.key == key { return known.plans[name] }
        let compiled = try await stack.compile(needsVariables: false)
        var plans: [String: Plan] = [:]
        for (repo, transfer) in try await copies.transfers(of: compiled.repos, compiled) {
            plans[repo.name] = Plan(repo: repo, transfer: transfer)
        }
        known = (key, plans)
        return plans[name]
    }
}
