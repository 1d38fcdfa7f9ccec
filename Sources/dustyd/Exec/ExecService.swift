import DustyCore

/// Runs programs in containers for clients, and ends them when their client is gone.
struct ExecService: Sendable {
    /// The shell when no command is given: bash if it exists.
    static let shell = ["sh", "-c", "if command -v bash >/dev/null 2>&1; then exec bash; fi; exec sh"]

    let engine: any EngineExec & EngineArchive & EngineOneOff & EngineAttach
    let containers: ContainerLookup
    let scripts: ScriptCatalog
    /// Nil where programs run in containers that are there, and in no others.
    let oneOffs: OneOffs?
    /// Whether programs of an app begin where it has its repo, as its commands and scripts do.
    var beginsInMount = true
    let prepared = PreparedExecs()

    init(
        engine: any EngineExec & EngineArchive & EngineOneOff & EngineAttach,
        observatory: Observatory,
        scripts: ScriptCatalog,
        oneOffs: OneOffs? = nil
    ) {
        self.engine = engine
        containers = ContainerLookup(observatory: observatory)
        self.scripts = scripts
        self.oneOffs = oneOffs
    }

    /// Makes a program ready to run.
    func create(_ request: ExecRequest, for caller: Caller) async throws -> ExecSession {
        try check(request)
        if request.attach { return try await createAttachment(request, for: caller) }
        if request.oneOff { return try await createOneOff(request, for: caller) }
        let container: ObservedContainer
        let command: [String]
        if let script = request.script {
            let path = try await scripts.path(of: script, in: request.name, arguments: request.arguments)
            container = try await containers.running(request.name)
            guard try await engine.entry(in: container.id, at: path) != nil else {
                throw DustyError(
                    .conflict,
                    "the script \(script) is not in the container of \(request.name) yet",
                    hint: "`dusty up` copies it there"
                )
            }
            command = ["sh", path] + request.arguments
        } else {
            container = try await containers.running(request.name)
            command = request.arguments.isEmpty ? Self.shell : request.arguments
        }
        let mark = RandomWord.make()
        var program = program(command, of: request, ["\(ExecSignal.variable)=\(mark)"])
        if beginsInMount, program.directory == nil {
            program.directory = try await mount(of: request.name, in: container)
        }
        let id = try await engine.createExec(in: container.id, program)
        let waiting = PreparedExec(
            id: id,
            container: container.id,
            program: program,
            user: caller.user.uid,
            mark: mark
        )
        return ExecSession(id: try await prepared.add(waiting))
    }

    /// The directory of an app's code, if the container has it: it may be older than what the specs say now, and a program that shall begin
    /// in what is not there does not start.
    private func mount(of name: String, in container: ObservedContainer) async throws -> String? {
        guard let directory = await containers.directory(of: name),
            let entry = try await engine.entry(in: container.id, at: directory), entry.kind == .directory
        else { return nil }
        return directory
    }

    /// The container is made when the caller attaches: nothing is there before, and its end is the caller's.
    private func createOneOff(_ request: ExecRequest, for caller: Caller) async throws -> ExecSession {
        try await containers.checkOwn(request.name)
        var program = program(request.arguments, of: request, [])
        program.entrypoint = request.entrypoint
        let definition = await oneOffs?.models.definition(of: request.name)
        let takesDirectory = program.directory == nil && !(request.arguments.isEmpty && request.entrypoint == nil)
        var container = ""
        if definition == nil {
            let model = try await containers.container(of: request.name)
            container = model.id
            if takesDirectory { program.directory = try await mount(of: request.name, in: model) }
        } else if takesDirectory {
            program.directory = await containers.directory(of: request.name)
        }
        let waiting = PreparedExec(
            id: "",
            container: container,
            program: program,
            user: caller.user.uid,
            mark: RandomWord.make(),
            oneOff: request.name,
            definition: definition
        )
        return ExecSession(id: try await prepared.add(waiting))
    }

    private func program(_ command: [String], of request: ExecRequest, _ variables: [String]) -> ExecProgram {
        ExecProgram(
            command: command,
            // The last one of a name counts: by its mark the program is found again.
            environment: (request.terminal ? request.terminalType.map { ["TERM=\($0)"] } ?? [] : [])
                + request.environment + variables,
            terminal: request.terminal,
            size: request.terminal ? request.size : nil,
            user: request.user,
            directory: request.directory
        )
    }

    /// Takes a prepared program for its caller.
    func claim(_ id: String, for caller: Caller) async throws -> PreparedExec {
        try await prepared.take(id, user: caller.user.uid)
    }

    /// Runs a prepared program: `sending` passes on the caller's input and returns when the caller is gone; `each` gets
    /// its output, the exit code last. The program is hung up when the caller is gone, the task is cancelled or `each`
    /// throws.
    func run(
        _ exec: PreparedExec,
        sending:
            @escaping @Sendable (_ send: @escaping @Sendable (ExecInput) async throws -> Void) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        if exec.isOwnProcess { return try await runAttachment(exec, sending: sending, each: each) }
        if let service = exec.oneOff, let oneOffs {
            return try await runOneOff(exec, like: service, in: oneOffs, sending: sending, each: each)
        }
        do {
            try await engine.attachExec(exec.id, terminal: exec.program.terminal, size: exec.program.size) { input in
                async let sized: Void = settleSize(of: exec)
                try await sending { try await pass($0, to: input, of: exec) }
                await sized
                // The client sends until the program has ended, or disconnects.
                throw CallerGone()
            } each: { output in
                try await each(output)
            }
            try await each(.exit(try await exitCode(of: exec)))
        } catch {
            // The task may be cancelled already, and this must be done anyway.
            await Task { await hangUp(exec) }.value
            throw error
        }
    }

    /// The client closed its side.
    struct CallerGone: Error {}

    private func check(_ request: ExecRequest) throws {
        let words =
            request.arguments + request.environment + (request.entrypoint ?? [])
            + [request.user, request.terminalType, request.directory].compactMap { $0 }
        guard words.allSatisfy({ !$0.utf8.contains(0) }) else {
            throw DustyError(.invalid, "an argument contains a zero byte, which no program can receive")
        }
        if request.oneOff, request.script != nil || oneOffs == nil {
            throw DustyError(.invalid, "a script runs in the container that is there", hint: "leave `one_off` out")
        }
        guard request.environment.allSatisfy({ ($0.firstIndex(of: "=") ?? $0.startIndex) > $0.startIndex }) else {
            throw DustyError(.invalid, "a variable has no name or no value", hint: "write each as NAME=value")
        }
        guard request.directory?.hasPrefix("/") ?? true else {
            throw DustyError(.invalid, "the directory `\(request.directory ?? "")` is not an absolute path")
        }
        guard request.oneOff || request.entrypoint == nil else {
            throw DustyError(.invalid, "only a new container has an entrypoint", hint: "add `one_off`")
        }
        if request.script == nil, request.arguments.first?.isEmpty == true {
            throw DustyError(.invalid, "the command is empty")
        }
    }

    private func pass(_ input: ExecInput, to program: any ExecStandardInput, of exec: PreparedExec) async throws {
        switch input {
        case .bytes(let bytes): try await program.write(bytes)
        case .end: program.finish()
        // A program that has just ended accepts no size and no signal.
        case .resize(let size): try? await engine.resizeExec(exec.id, to: size)
        case .signal(let signal): try? await send(signal.rawValue, to: exec, .all)
        }
    }

    /// Engines before API 1.42 give a terminal its size only once the program runs, and do not say when that is.
    private func settleSize(of exec: PreparedExec) async {
        guard exec.program.terminal, let size = exec.program.size else { return }
        for _ in 0..<5 {
            if (try? await engine.resizeExec(exec.id, to: size)) != nil { return }
            guard (try? await Task.sleep(for: .milliseconds(40))) != nil else { return }
        }
    }

    /// The engine closes the connection a moment before it knows the exit code.
    private func exitCode(of exec: PreparedExec) async throws -> Int {
        for _ in 0..<200 {
            if let code = try await engine.exitCode(ofExec: exec.id) { return code }
            try await Task.sleep(for: .milliseconds(25))
        }
        throw DustyError(.failed, "the program closed its output but keeps running; it is left alone")
    }
}

extension ExecService {
    /// What a closed terminal does, and then what a system does to a program that ignores it.
    private func hangUp(_ exec: PreparedExec) async {
        guard await isRunning(exec) else { return }
        try? await send("HUP", to: exec, .all)
        for _ in 0..<20 {
            try? await Task.sleep(for: .milliseconds(100))
            guard await isRunning(exec) else { return }
        }
        try? await send("KILL", to: exec, .leader)
    }

    private func isRunning(_ exec: PreparedExec) async -> Bool {
        do { return try await engine.exitCode(ofExec: exec.id) == nil } catch { return false }
    }

    private func send(_ signal: String, to exec: PreparedExec, _ reach: ExecSignal.Reach) async throws {
        let program = ExecProgram(
            command: ExecSignal.command(signal, to: exec.mark, reach),
            user: exec.program.user,
            readsInput: false
        )
        let id = try await engine.createExec(in: exec.container, program)
        try await engine.attachExec(id, terminal: false, size: nil, sending: { _ in }, each: { _ in })
    }
}

/// Signals for the processes of an attached program. The engine cannot send any, so a shell in the container does: it
/// finds them by a mark in their environment, wherever the engine runs.
enum ExecSignal {
    /// Which processes.
    enum Reach: String {
        /// The program and all that it started.
        case all
        /// The program alone: only processes that the engine started have no parent in the container.
        case leader
    }

    /// Name of the variable that holds the mark.
    static let variable = "DUSTY_EXEC"

    /// The command line that sends a signal.
    static func command(_ signal: String, to mark: String, _ reach: Reach) -> [String] {
        script.words([signal, mark, reach.rawValue])
    }

    private static let script = Script(PackageResources.signal_sh)
}
