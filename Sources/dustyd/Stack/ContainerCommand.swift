import DustyCore
import Essentials

/// A program that a job runs in a container, without a terminal and without input: what it prints is the job's output.
struct ContainerCommand: Sendable {
    /// Longest line of output that is kept.
    private static let lineLimit = 4096

    let request: ExecRequest
    /// What it is, for messages.
    let what: String
    /// A program that takes longer gets a hangup signal.
    let patience: Duration
    /// What to do about one that takes longer.
    let hint: String

    /// Runs it to its end. Throws when it cannot be run, when it takes too long, and when it fails.
    func run(in stack: Stack, beginsInMount: Bool = true, for caller: Caller, _ step: StepReporter) async throws {
        var service = ExecService(
            engine: stack.systems.engine,
            observatory: stack.observatory,
            scripts: ScriptCatalog(loader: stack.loader, settings: stack.settings)
        )
        service.beginsInMount = beginsInMount
        let session = try await service.create(request, for: caller)
        let exec = try await service.claim(session.id, for: caller)
        var (out, errors) = (LineSplitter(limit: Self.lineLimit), LineSplitter(limit: Self.lineLimit))
        let show: @Sendable (Data, LogLine.Stream) async -> Void = { line, stream in
            await step.output(String(decoding: line, as: UTF8.self), from: stream)
        }
        var status = 0
        try await service.run(exec) { send in
            try await send(.end)
            // It has no caller that could disconnect, but needs a limit: its job would never end.
            try await Task.sleep(for: patience)
            throw DustyError(
                .failed,
                "\(what) has not ended after \(patience.components.seconds) s",
                hint: hint
            )
        } each: { output in
            switch output {
            case .out(let bytes): for line in out.append(bytes) { await show(line, .out) }
            case .error(let bytes): for line in errors.append(bytes) { await show(line, .err) }
            case .exit(let code): status = code
            case .failure(let error): throw error
            }
        }
        if let line = out.finish() { await show(line, .out) }
        if let line = errors.finish() { await show(line, .err) }
        guard status == 0 else {
            throw DustyError(
                .failed,
                "\(what) ended with exit code \(status)",
                hint: "see what was printed above; nothing was stopped"
            )
        }
    }
}
