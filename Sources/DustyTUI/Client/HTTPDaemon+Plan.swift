import DustyCore

extension HTTPDaemon {
    func plan() async throws -> PlanReport {
        try await value(Endpoint.plan)
    }
}
