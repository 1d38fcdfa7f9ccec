import DustyCore

extension Administration {
    /// An active app or service as its spec says it and as it is compiled.
    func definition(of name: String, for caller: Caller) async throws -> DefinitionInfo {
        try await runner.loader.fetchSpecs(for: caller, update: false)
        let gathered = try await runner.gather()
        guard let entry = gathered.blueprint.compose[name] else {
            throw DustyError.unknown(name, among: gathered.blueprint.compose.entries.map(\.name))
        }
        let sources = try await runner.loader.sources(gathered.settings)
        return DefinitionInfo(entry, in: sources, overrides: gathered.settings.envOverrides[name] ?? [:])
    }
}
