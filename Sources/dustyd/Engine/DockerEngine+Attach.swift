import DustyCore
import UnixHTTP

extension DockerEngine: EngineAttach {
    func ownProcess(of container: String) async throws -> OwnProcess? {
        try await inspect(container).map { known in
            OwnProcess(
                readsInput: known.config.readsInput ?? false,
                hasTerminal: known.config.terminal,
                exitCode: known.state.status == .running ? nil : known.state.exitCode
            )
        }
    }

    func attach(
        toProcessOf container: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        let query = ["stream", "stdin", "stdout", "stderr"].map { (name: $0, value: "1") }
        var frames = StreamFrames()
        try await api.hijack("/containers/\(HTTPQuery.escape(container))/attach", query) { writer in
            if terminal, let size {
                // Only another size has a program paint its screen again.
                let other = TerminalSize(columns: max(1, min(size.columns, 1000) - 1), rows: size.rows)
                try? await resizeOneOff(container, to: other)
                try? await resizeOneOff(container, to: size)
            }
            try await sending(HijackedInput(writer: writer))
        } each: { bytes in
            guard !terminal else { return try await each(.out(bytes)) }
            for part in frames.append(bytes) {
                try await each(part.isError ? .error(Array(part.bytes)) : .out(Array(part.bytes)))
            }
        }
    }
}
