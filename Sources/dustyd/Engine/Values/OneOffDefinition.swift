import DustyCore

/// What the engine knows of a container, made into what it takes for another one.
struct OneOffDefinition: Sendable {
    let known: EngineJSON
    /// The network of shared services that it is put on as well, and the names that it has there for others; nil for none.
    var sharing: (network: String, links: [String])?

    init(_ known: EngineJSON) {
        self.known = known
    }

    /// The engine's words for a container like it that runs one program.
    func creation(of program: ExecProgram, _ identity: OneOffIdentity) -> EngineJSON {
        var result = known["Config"] ?? .object([:])
        // Exactly the image that the container has, whatever has its name now.
        result["Image"] = known["Image"] ?? result["Image"]
        if !program.command.isEmpty { result["Cmd"] = .array(program.command.map(EngineJSON.string)) }
        if let entrypoint = program.entrypoint {
            result["Entrypoint"] = .array(entrypoint.map(EngineJSON.string))
            // What was behind the other one means nothing to this one.
            if program.command.isEmpty { result["Cmd"] = .array([]) }
        }
        if let user = program.user { result["User"] = .string(user) }
        if let directory = program.directory { result["WorkingDir"] = .string(directory) }
        // Without a list the image's own would count.
        result["Entrypoint"] = .array(result["Entrypoint"]?.items ?? [])
        let replaced = Set(program.environment.map(Self.variable))
        let kept = (result["Env"]?.items ?? []).filter { !replaced.contains(Self.variable($0.text ?? "")) }
        result["Env"] = .array(kept + program.environment.map(EngineJSON.string))
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

    private static func variable(_ text: String) -> String { String(text.prefix { $0 != "=" }) }

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
