import DustyCore
import Essentials

/// Runs in an app's container what its rules want after its code changed, then sends it signals.
struct WatchJob: StackJob {
    /// Commands that take longer are hung up.
    private static let patience = Duration.seconds(600)
    /// Longest line of output that is kept.
    private static let lineLimit = 4096
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
        var service = ExecService(
            engine: stack.systems.engine,
            observatory: stack.observatory,
            scripts: ScriptCatalog(loader: stack.loader, settings: stack.settings)
        )
        service.beginsInMount = false
        let session = try await service.create(ExecRequest(name: app, arguments: ["sh", "-c", script]), for: caller)
        let exec = try await service.claim(session.id, for: caller)
        var (out, errors) = (LineSplitter(limit: Self.lineLimit), LineSplitter(limit: Self.lineLimit))
        let show: @Sendable (Data) async -> Void = { await step.output(String(decoding: $0, as: UTF8.self)) }
        var status = 0
        try await service.run(exec) { send in
            try await send(.end)
            // It has no caller that could disconnect, but needs a limit: its job would never end.
            try await Task.sleep(for: Self.patience)
            throw DustyError(
                .failed,
                "the commands of a watch rule in \(app) have not ended after \(Self.patience.components.seconds) s",
                hint: "let what is to go on run elsewhere, as in `always`, or send its output to a file"
            )
        } each: { output in
            switch output {
            case .out(let bytes): for line in out.append(bytes) { await show(line) }
            case .error(let bytes): for line in errors.append(bytes) { await show(line) }
            case .exit(let code): status = code
            case .failure(let error): throw error
            }
        }
        for line in [out.finish(), errors.finish()].compactMap(\.self) { await show(line) }
        guard status == 0 else {
            throw DustyError(
                .failed,
                "the commands of a watch rule in \(app) ended with exit code \(status)",
                hint: "see what they printed above; nothing was stopped"
            )
        }
    }
}
