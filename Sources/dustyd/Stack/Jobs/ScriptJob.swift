import DustyCore

/// Runs a script of an app in its container: a job whose output can be followed, and read later.
struct ScriptJob: StackJob {
    /// Scripts that take longer are hung up. Some fill a database.
    private static let patience = Duration.seconds(24 * 3600)
    static let needs: JobNeeds = [.machine, .engine]

    let stack: Stack
    let app: String
    let script: ScriptRequest

    func check() async throws {
        let catalog = ScriptCatalog(loader: stack.loader, settings: stack.settings)
        _ = try await catalog.path(of: script.name, in: app, arguments: script.arguments)
        _ = try await ContainerLookup(observatory: stack.observatory).running(app)
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        let title = "script \(script.name)"
        await reporter.plan([title])
        try await reporter.step(title) { step in
            let command = ContainerCommand(
                request: ExecRequest(name: app, script: script.name, arguments: script.arguments),
                what: "the script \(script.name) of \(app)",
                patience: Self.patience,
                hint: "let what is to go on run elsewhere, as in `always`"
            )
            try await command.run(in: stack, for: caller, step)
            return "exit code 0"
        }
    }
}
