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
        let words: [String?] =
            switch request.operation {
            case .up(let pull, let recreate, _): [pull ? nil : "no-pull", recreate ? nil : "no-recreate"]
            case .restart(.apps(let repos), let sync): [sync ? nil : "no-sync", "repos"] + repos
            case .restart(_, let sync): [sync ? nil : "no-sync"]
            case .stop(_, let remove): [remove ? "rm" : nil]
            case .test(_, _, let pull): [pull ? nil : "no-pull"]
            default: []
            }
        return words.compactMap(\.self).map { " \($0)" }.joined()
    }
}
