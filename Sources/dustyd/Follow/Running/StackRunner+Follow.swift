import DustyCore

extension StackRunner {
    /// Brings the copy of one repo up to date with its source, without a job; true when it is another one now. A few files are brought by
    /// hand, if there is one.
    func settle(_ name: String, _ changes: Changes, _ plans: FollowPlans, _ hand: LocalHand?) async throws -> Bool {
        if changes.isFew, let hand, let plan = try? await plans.plan(of: name) {
            let target = plan.transfer.target
            let changed = try await sync.settle(plan.repo, Array(changes.paths.keys), by: plan.transfer, with: hand) {
                try await mountPoints(below: target)
            }
            if let changed { return changed }
        }
        let gathered = try await compile(needsVariables: false)
        guard let repo = gathered.repos.first(where: { $0.name == name }) else { return false }
        let results = try await transfer([repo], gathered, whenChanged: true, staging: false, .silent)
        return results[name]?.changed == true
    }
}
