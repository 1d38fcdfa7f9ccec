import DustyCore

extension FakeDaemon {
    func plan() async throws -> PlanReport {
        if let failure = script.failure { throw failure }
        return PlanReport()
    }

    func syncPreview(of names: [String], exact: Bool) async throws -> [SyncPreview] {
        if let failure = script.failure { throw failure }
        return script.syncPreviews
    }

    func definition(of name: String, revealing: Bool) async throws -> DefinitionInfo {
        if let failure = script.failure { throw failure }
        guard let definition = script.definitions[name] else { throw DustyError.unknown(name, among: []) }
        return definition
    }
}
