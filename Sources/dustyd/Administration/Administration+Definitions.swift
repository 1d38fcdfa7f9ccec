import DustyCore

extension Administration {
    /// An active app or service as its spec says it and as it is compiled.
    func definition(of name: String, revealing: Bool = false, for caller: Caller) async throws -> DefinitionInfo {
        try await runner.loader.fetchSpecs(for: caller, update: false)
        let gathered = try await runner.gather()
        guard let entry = gathered.blueprint.compose[name] else {
            throw DustyError.unknown(name, among: gathered.blueprint.compose.entries.map(\.name))
        }
        let sources = try await runner.loader.sources(gathered.settings)
        let overrides = Set((gathered.settings.envOverrides[name] ?? [:]).keys)
        return DefinitionInfo(entry, in: sources, overrides: overrides, revealing: revealing)
    }
}
