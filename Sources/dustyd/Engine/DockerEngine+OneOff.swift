import DustyCore
import Synchronization
import UnixHTTP

extension DockerEngine: EngineOneOff {
    func createOneOff(like container: String, _ program: ExecProgram, _ identity: OneOffIdentity) async throws {
        let known: EngineJSON = try await api.value("/containers/\(HTTPQuery.escape(container))/json")
        try await api.reply(
            "POST",
            "/containers/create",
            [("name", identity.name)],
            json: OneOffDefinition(known).creation(of: program, identity),
            timeout: .seconds(120)
        )
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

/// What the engine knows of a container, made into what it takes for another one.
struct OneOffDefinition: Sendable {
    private let known: EngineJSON

    init(_ known: EngineJSON) {
        self.known = known
    }

    /// The engine's words for a container like it that runs one program.
    func creation(of program: ExecProgram, _ identity: OneOffIdentity) -> EngineJSON {
        var result = known["Config"] ?? .object([:])
        // Exactly the image that the container has, whatever has its name now.
        result["Image"] = known["Image"] ?? result["Image"]
        if !program.command.isEmpty { result["Cmd"] = .array(program.command.map(EngineJSON.string)) }
        if let user = program.user { result["User"] = .string(user) }
        if let directory = program.directory { result["WorkingDir"] = .string(directory) }
        // Without a list the image's own would count.
        result["Entrypoint"] = .array(result["Entrypoint"]?.items ?? [])
        result["Env"] = .array((result["Env"]?.items ?? []) + program.environment.map(EngineJSON.string))
        result["Labels"] = .object([
            StackLabel.run: .string(identity.stack), StackLabel.service: .string(identity.service),
        ])
        result["Healthcheck"] = .object(["Test": .array([.string("NONE")])])
        result["Tty"] = .bool(program.terminal)
        for key in ["AttachStdin", "AttachStdout", "AttachStderr", "OpenStdin", "StdinOnce"] {
            result[key] = .bool(true)
        }
        result["ExposedPorts"] = nil
        let (id, host) = (known["Id"]?.text ?? "", result["Hostname"]?.text ?? "")
        if id.hasPrefix(host) || sharesNetwork { (result["Hostname"], result["Domainname"]) = (nil, nil) }
        result["HostConfig"] = hostConfig
        if let network { result["NetworkingConfig"] = network }
        return result
    }

    private var sharesNetwork: Bool { mode.hasPrefix("container:") || mode == "host" || mode == "none" }
    private var mode: String { known["HostConfig"]?["NetworkMode"]?.text ?? "" }

    /// What of the container is the host's: without published ports, started once, and with volumes without a name of its own.
    private var hostConfig: EngineJSON {
        var host = known["HostConfig"] ?? .object([:])
        host["PortBindings"] = .object([:])
        host["PublishAllPorts"] = .bool(false)
        host["RestartPolicy"] = .object(["Name": .string("no")])
        host["AutoRemove"] = .bool(false)
        host["ContainerIDFile"] = nil
        host["Links"] = nil
        host["Binds"] = .array(
            (host["Binds"]?.items ?? []).filter { bind in
                !StoredVolume.isAnonymous(String((bind.text ?? "").prefix { $0 != ":" }))
            }
        )
        host["Mounts"] = .array(
            (host["Mounts"]?.items ?? []).map { mount in
                guard StoredVolume.isAnonymous(mount["Source"]?.text ?? "") else { return mount }
                var mount = mount
                mount["Source"] = nil
                return mount
            }
        )
        return host
    }

    /// Its place on the network: with the links that it has there, and without names of its own.
    private var network: EngineJSON? {
        guard !sharesNetwork, !mode.isEmpty, let place = known["NetworkSettings"]?["Networks"]?[mode] else {
            return nil
        }
        var own = EngineJSON.object([:])
        if let links = place["Links"], links.items != nil { own["Links"] = links }
        return .object(["EndpointsConfig": .object([mode: own])])
    }
}
