import DustyCore

extension FakeDaemon {
    func plan() async throws -> PlanReport {
        if let failure = script.failure { throw failure }
        return PlanReport()
    }
}
