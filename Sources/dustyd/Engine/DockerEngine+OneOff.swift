import DustyCore
import Synchronization
import UnixHTTP

extension DockerEngine: EngineOneOff {
    func definition(of container: String) async throws -> OneOffDefinition {
        OneOffDefinition(try await api.value("/containers/\(HTTPQuery.escape(container))/json"))
    }

    func createOneOff(_ definition: OneOffDefinition, _ program: ExecProgram, _ identity: OneOffIdentity) async throws {
        try await api.reply(
            "POST",
            "/containers/create",
            [("name", identity.name)],
            json: definition.creation(of: program, identity),
            timeout: .seconds(120)
        )
        guard let sharing = definition.sharing else { return }
        // Older engines take one network only when they make a container.
        try await join(container: identity.name, network: sharing.network, aliases: [], links: sharing.links)
    }

    func runOneOff(
        _ name: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws {
        let path = "/containers/\(HTTPQuery.escape(name))"
        let query = ["stream", "stdin", "stdout", "stderr"].map { (name: $0, value: "1") }
        let start = Mutex<Task<Void, any Error>?>(nil)
        let failure = Mutex<(any Error)?>(nil)
        var frames = StreamFrames()
        try await api.hijack("\(path)/attach", query) { writer in
            // In a task of its own: when it cannot be started, the connection ends before the engine says why.
            let begun = Task { _ = try await api.reply("POST", "\(path)/start", timeout: .seconds(120)) }
            start.withLock { $0 = begun }
            try await begun.value
            if terminal, let size { try? await resizeOneOff(name, to: size) }
            do { try await sending(HijackedInput(writer: writer)) } catch {
                // At the end of the program it is cancelled, and that is no failure.
                if !Task.isCancelled { failure.withLock { $0 = error } }
                throw error
            }
        } each: { bytes in
            guard !terminal else { return try await each(.out(bytes)) }
            for part in frames.append(bytes) {
                try await each(part.isError ? .error(Array(part.bytes)) : .out(Array(part.bytes)))
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        let begun = start.withLock { $0 }
        try await begun?.value
        try await each(.exit(try await exitCode(of: name)))
    }

    func resizeOneOff(_ name: String, to size: TerminalSize) async throws {
        let query = [(name: "h", value: String(size.rows)), (name: "w", value: String(size.columns))]
        try await api.reply("POST", "/containers/\(HTTPQuery.escape(name))/resize", query)
    }

    func removeOneOff(_ name: String, grace seconds: Int) async throws {
        if seconds > 0 { try? await end(container: name, grace: seconds) }
        try await remove(container: name)
    }
}
