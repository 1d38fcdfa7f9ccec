import DustyCore
import UnixHTTP

extension DockerEngine: EngineExec {
    func createExec(in container: String, _ program: ExecProgram) async throws -> String {
        struct Created: Decodable {
            let id: String
            private enum CodingKeys: String, CodingKey { case id = "Id" }
        }
        let path = "/containers/\(HTTPQuery.escape(container))/exec"
        let created: Created = try api.decode(try await api.reply("POST", path, json: ExecCreation(program)))
        return created.id
    }

    func attachExec(
        _ id: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        var frames = StreamFrames()
        let start = ExecStart(terminal: terminal, size: size)
        try await api.hijack("/exec/\(HTTPQuery.escape(id))/start", json: start) { writer in
            try await sending(HijackedInput(writer: writer))
        } each: { bytes in
            guard !terminal else { return try await each(.out(bytes)) }
            for part in frames.append(bytes) {
                try await each(part.isError ? .error(Array(part.bytes)) : .out(Array(part.bytes)))
            }
        }
    }

    func resizeExec(_ id: String, to size: TerminalSize) async throws {
        let query = [(name: "h", value: String(size.rows)), (name: "w", value: String(size.columns))]
        try await api.reply("POST", "/exec/\(HTTPQuery.escape(id))/resize", query)
    }

    func exitCode(ofExec id: String) async throws -> Int? {
        struct State: Decodable {
            let running: Bool
            let exitCode: Int?
            private enum CodingKeys: String, CodingKey {
                case running = "Running"
                case exitCode = "ExitCode"
            }
        }
        let state: State = try await api.value("/exec/\(HTTPQuery.escape(id))/json")
        return state.running ? nil : state.exitCode
    }
}

/// Standard input at the end of a hijacked connection.
struct HijackedInput: ExecStandardInput {
    let writer: ByteWriter

    func write(_ bytes: [UInt8]) async throws {
        do {
            try await writer.write(bytes)
        } catch is ByteWriter.Refused {
            // The program has closed its input or ended; its output shows which.
        }
    }

    func finish() {
        writer.finish()
    }
}

/// The engine's words for a program.
private struct ExecCreation: Encodable {
    let program: ExecProgram

    init(_ program: ExecProgram) {
        self.program = program
    }

    private enum CodingKeys: String, CodingKey {
        case stdin = "AttachStdin"
        case stdout = "AttachStdout"
        case stderr = "AttachStderr"
        case terminal = "Tty"
        case size = "ConsoleSize"
        case command = "Cmd"
        case environment = "Env"
        case user = "User"
        case directory = "WorkingDir"
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(program.directory, forKey: .directory)
        try container.encode(program.readsInput, forKey: .stdin)
        try container.encode(true, forKey: .stdout)
        try container.encode(true, forKey: .stderr)
        try container.encode(program.terminal, forKey: .terminal)
        try container.encodeIfPresent(program.size.map { [$0.rows, $0.columns] }, forKey: .size)
        try container.encode(program.command, forKey: .command)
        try container.encode(program.environment, forKey: .environment)
        try container.encodeIfPresent(program.user, forKey: .user)
    }
}

/// The engine's words for running it.
struct ExecStart: Encodable {
    let detach = false
    let terminal: Bool
    let size: [Int]?

    init(terminal: Bool, size: TerminalSize?) {
        self.terminal = terminal
        // The engine refuses a size where there is no terminal.
        self.size = terminal ? size.map { [$0.rows, $0.columns] } : nil
    }

    private enum CodingKeys: String, CodingKey {
        case detach = "Detach"
        case terminal = "Tty"
        case size = "ConsoleSize"
    }
}
