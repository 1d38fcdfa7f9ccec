import DustyCore

/// Runs in an app's container what its rules want after its code changed, then sends it signals.
struct WatchJob: StackJob {
    /// Commands that take longer are hung up.
    private static let patience = Duration.seconds(600)
    static let needs: JobNeeds = [.machine, .engine]

    private static let signalling = Script(PackageResources.signal_programs_sh)

    let stack: Stack
    let app: String
    let scripts: [String]
    let signals: [String]

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        await reporter.plan((scripts.isEmpty ? [] : ["commands"]) + (signals.isEmpty ? [] : ["signal"]))
        if !scripts.isEmpty {
            try await reporter.step("commands") { step in
                for script in scripts { try await run(script, for: caller, step) }
                return app
            }
        }
        if !signals.isEmpty {
            try await reporter.step("signal") { _ in
                let container = try await ContainerLookup(observatory: stack.observatory).running(app)
                for signal in signals { try await send(signal, to: container.id) }
                return signals.joined(separator: ", ")
            }
        }
    }

    /// To the programs that the app's commands have started, since the shell that runs these ends with many signals;
    /// without commands, to the container's first process.
    private func send(_ signal: String, to container: String) async throws {
        let words = Self.signalling.words([signal, CommandScript.startPath(of: app)])
        let result = try await stack.systems.engine.execute(container: container, words)
        switch result.status {
        case 0: break
        case 3: try await stack.systems.engine.signal(container: container, signal)
        case 4: throw DustyError(.failed, "no program in \(app) took the signal \(signal)")
        default:
            throw DustyError(.failed, "the signal \(signal) did not reach \(app): exit code \(result.status)")
        }
    }

    private func run(_ script: String, for caller: Caller, _ step: StepReporter) async throws {
        let command = ContainerCommand(
            request: ExecRequest(name: app, arguments: ["sh", "-c", script]),
            what: "the commands of a watch rule in \(app)",
            patience: Self.patience,
            hint: "let what is to go on run elsewhere, as in `always`, or send its output to a file"
        )
        try await command.run(in: stack, beginsInMount: false, for: caller, step)
    }
}
