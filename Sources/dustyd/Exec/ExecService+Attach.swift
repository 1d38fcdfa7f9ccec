import DustyCore

extension ExecService {
    /// How long a caller may take nothing of what a container's own process prints.
    static let patienceWithCaller = Duration.seconds(10)

    /// Makes ready to attach to a container's own process. `.conflict` when nothing can be sent to it.
    func createAttachment(_ request: ExecRequest, for caller: Caller) async throws -> ExecSession {
        let alone = ExecRequest(
            name: request.name,
            terminal: request.terminal,
            size: request.size,
            terminalType: request.terminalType,
            attach: true
        )
        guard request == alone else {
            throw DustyError(
                .invalid,
                "a container's own process runs already, with its own arguments, variables and user",
                hint: "leave everything but `name` and `size` out, or `attach`"
            )
        }
        try await containers.checkOwn(request.name)
        let container = try await containers.running(request.name)
        guard let process = try await engine.ownProcess(of: container.id), process.exitCode == nil else {
            throw DustyError(.conflict, "\(request.name) has just ended", hint: "try again")
        }
        guard process.readsInput else {
            throw DustyError(
                .conflict,
                "the own process of \(request.name) has no open input to attach to",
                hint:
                    "set `stdin_open: true`, and `tty: true` for a terminal, in its spec, below `compose` if it is an app, and run `dusty up`; "
                    + "`dusty logs -f \(request.name)` shows what it prints, `dusty shell \(request.name)` opens a shell beside it"
            )
        }
        let waiting = PreparedExec(
            id: "",
            container: container.id,
            program: ExecProgram(command: [], terminal: process.hasTerminal, size: request.size),
            user: caller.user.uid,
            mark: "",
            isOwnProcess: true
        )
        return ExecSession(id: try await prepared.add(waiting), terminal: process.hasTerminal)
    }

    /// Connects the caller with a container's own process until that ends or the caller is gone; the process is left alone.
    func runAttachment(
        _ exec: PreparedExec,
        sending:
            @escaping @Sendable (_ send: @escaping @Sendable (ExecInput) async throws -> Void) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        let (container, hasTerminal) = (exec.container, exec.program.terminal)
        try await engine.attach(toProcessOf: container, terminal: hasTerminal, size: exec.program.size) { input in
            try await sending { try await pass($0, to: input, ofProcessIn: container) }
            throw CallerGone()
        } each: { output in
            try await each(output)
        }
        try await each(try await ending(of: container))
    }

    /// The engine closes the connection a moment before it knows the exit code. A process that runs still, or again, has none.
    private func ending(of container: String) async throws -> ExecOutput {
        for _ in 0..<20 {
            guard let process = try await engine.ownProcess(of: container) else {
                return .failure(DustyError(.conflict, "the container was removed or replaced meanwhile"))
            }
            if let code = process.exitCode { return .exit(code) }
            try await Task.sleep(for: .milliseconds(50))
        }
        return .failure(DustyError(.conflict, "the connection ended, and the process goes on", hint: "attach again"))
    }

    private func pass(_ input: ExecInput, to process: any ExecStandardInput, ofProcessIn container: String) async throws
    {
        switch input {
        case .bytes(let bytes): try await process.write(bytes)
        case .end: process.finish()
        case .resize(let size): try? await engine.resizeOneOff(container, to: size)
        // What ends a caller does not end the process.
        case .signal: break
        }
    }
}
