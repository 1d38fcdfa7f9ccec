import DustyCore

extension ScriptedDaemon {
    func plan() async throws -> PlanReport {
        try answer("plan", answers.plan)
    }

    func syncPreview(of names: [String], exact: Bool) async throws -> [SyncPreview] {
        try answer("sync preview \(exact ? "exactly " : "")\(names.joined(separator: " "))", WireExamples.syncPreviews)
    }

    func definition(of name: String, revealing: Bool) async throws -> DefinitionInfo {
        try answer("definition \(name)", WireExamples.definition)
    }
}

extension ScriptedDaemon {
    /// What a request asks for beyond its names, as words.
    func lifecycleFlags(of request: JobRequest) -> String {
        var words: [String] = []
        if !request.recreate { words.append("no-recreate") }
        if !request.sync { words.append("no-sync") }
        if !request.repos.isEmpty { words += ["repos"] + request.repos }
        if request.remove { words.append("rm") }
        return words.map { " \($0)" }.joined()
    }
}
