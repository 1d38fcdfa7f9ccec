import DustyCore

/// Scripts of apps, as the specs on this host describe them.
struct ScriptCatalog: Sendable {
    let loader: SpecsLoader
    let settings: SettingsStore

    /// Scripts of an app, active or not, or of all active apps.
    func scripts(of app: String?) async throws -> [ScriptInfo] {
        let settings = try await settings.current()
        let specs = try await loader.load(settings)
        if let app {
            guard let spec = specs.apps[app] else { throw DustyError.unknown(app, among: Array(specs.apps.keys)) }
            return spec.scriptRows
        }
        let active = settings.bundles.filter { specs.bundles[$0] != nil }
        return AssembledSpecs(specs, activeBundles: active).apps.sorted { $0.name < $1.name }.flatMap(\.scriptRows)
    }

    /// Path in the container of the file that runs a script. `.notFound` when the app has no such script. `.invalid`
    /// when it takes no arguments and gets some.
    func path(of script: String, in app: String, arguments: [String]) async throws -> String {
        let specs = try await loader.load(try await settings.current())
        guard let spec = specs.apps[app] else { throw DustyError.unknown(app, among: Array(specs.apps.keys)) }
        guard let found = spec.scripts.first(where: { $0.name == script }) else {
            guard !spec.scripts.isEmpty else { throw DustyError(.notFound, "\(app) has no scripts") }
            throw DustyError.unknown(script, among: spec.scripts.map(\.name))
        }
        if !arguments.isEmpty { try found.checkTakesArguments() }
        return CommandScript.scriptPath(script, of: app)
    }
}

extension AppSpec {
    /// The app's scripts by name.
    fileprivate var scriptRows: [ScriptInfo] {
        scripts.map { ScriptInfo(app: name, name: $0.name, description: $0.description) }.sorted { $0.name < $1.name }
    }
}
