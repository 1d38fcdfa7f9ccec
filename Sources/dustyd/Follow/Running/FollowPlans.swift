import DustyCore

/// How the repos of the stack are copied, as long as nothing has changed of what says so.
actor FollowPlans {
    /// One repo.
    struct Plan: Sendable {
        var repo: RepoInUse
        var transfer: Transfer
    }

    /// What says so, as far as it can be seen without reading the specs.
    private struct Key: Equatable {
        var wanted: WantedStack
        var jobs: [Int]
        var assets: [String: String]
    }

    private let runner: StackRunner
    private var known: (key: Key, plans: [String: Plan])?

    init(runner: StackRunner) {
        self.runner = runner
    }

    /// The plan of a repo; nil while a job is at work, which may change it.
    func plan(of name: String) async throws -> Plan? {
        let facts = await runner.observatory.current()
        guard facts.jobs.allSatisfy(\.state.isFinal) else { return nil }
        let assets = try await runner.systems.assets.all().mapValues(\.stamp)
        let key = Key(wanted: facts.wanted, jobs: facts.jobs.map(\.id), assets: assets)
        if let known, known.key == key { return known.plans[name] }
        let plans = try await runner.followPlans()
        known = (key, plans)
        return plans[name]
    }
}

extension StackRunner {
    /// How each active repo is copied, by its name.
    fileprivate func followPlans() async throws -> [String: FollowPlans.Plan] {
        let gathered = try await compile(needsVariables: false)
        let assets = try await assetPlaces(gathered.assembled)
        var plans: [String: FollowPlans.Plan] = [:]
        for repo in gathered.repos {
            guard let target = gathered.target(of: repo) else { continue }
            let places = assets[RepoReference(repo.name)] ?? []
            let reader = try await reader(of: repo, gathered.settings)
            let transfer = Transfer(of: repo, to: target, as: reader, leaving: places)
            plans[repo.name] = FollowPlans.Plan(repo: repo, transfer: transfer)
        }
        return plans
    }
}
