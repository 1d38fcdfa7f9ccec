extension ComposeFile {
    /// Compiles the services of the active apps and services, and the proxy.
    init(_ inputs: Inputs, ports: PortTable, scripts: [CommandScript]) {
        let compiler = ComposeCompiler(inputs: inputs, ports: ports)
        let starts = Dictionary(scripts.map { ($0.path, $0.text) }) { $1 }
        var entries = inputs.assembled.apps.map { app in
            compiler.entry(
                app.name,
                .app,
                compiler.app(app),
                does: (starts[CommandScript.startFile(of: app.name)] ?? "")
                    + compiler.assetStamps(of: inputs.assembled.assets(of: app)) + ComposeCompiler.text(of: app.files)
            )
        }
        entries += inputs.assembled.services.filter { inputs.shared[$0.name] == nil }.map {
            compiler.entry(
                $0.name,
                .service,
                compiler.service($0),
                does: compiler.assetStamps(of: $0.assets) + ComposeCompiler.text(of: $0.files)
            )
        }
        entries.append(compiler.entry(StackNames.proxyService, .proxy, compiler.proxy()))
        self.init(
            entries: entries.sorted { $0.name < $1.name },
            volumes: Self.namedVolumes(of: entries),
            networks: [StackNames.proxyNetworkKey: inputs.names.proxyNetwork],
            subnets: inputs.names.subnets,
            secrets: inputs.assembled.secretVariables
        )
        shared = inputs.shared
        guard !shared.isEmpty else { return }
        for index in self.entries.indices {
            let name = self.entries[index].name
            self.entries[index].borrowed = inputs.assembled.needs(of: name).filter { inputs.shared[$0] != nil }
            self.entries[index].borrowedLinks = Self.links(of: inputs.assembled.service(name), to: inputs.shared)
        }
        for service in inputs.assembled.services where inputs.shared[service.name] != nil {
            let names = inputs.names
            // The last is the one by which the stack's proxy looks for it.
            sharedNames[service.name] =
                compiler.entry(service.name, .service, compiler.service(service)).stackNetworkNames
                + [names.containerName(for: service.name), names.networkName(for: service.name)]
        }
    }

    /// The links of a service that have another name than what they lead to, of those that lead to another stack's containers.
    private static func links(of service: ServiceSpec?, to shared: [String: String]) -> [String] {
        (service?.compose["links"]?.items ?? []).compactMap { link in
            guard let (name, alias) = link.text?.cut(at: ":"), let container = shared[String(name)], name != alias
            else {
                return nil
            }
            return "\(container):\(alias)"
        }
    }

    /// Volumes that are neither paths nor anonymous; the current format requires their declaration.
    static func namedVolumes(of entries: [Entry]) -> [String] {
        let sources = entries.flatMap { entry in
            (entry.definition["volumes"]?.items ?? []).compactMap { volume -> String? in
                if volume["type"]?.text == "volume" { return volume["source"]?.text }
                guard let (source, _) = volume.text?.cut(at: ":") else { return nil }
                return source
            }
        }
        return Set(sources).filter { source in
            guard let first = source.utf8.first else { return false }
            return first.isASCIILetterOrDigit
        }.sorted()
    }
}

/// Turns specs into definitions of Compose services.
struct ComposeCompiler {
    var inputs: Inputs
    var ports: PortTable
    /// The machine's tree, with a place for every repo that the specs name.
    let tree: MachineTree
    private let active: Set<String>
    /// Host names of all specs, and this stack's own ones for them.
    private let rules: [HostForwarding]
    private let ownNames: OwnHostNames

    init(inputs: Inputs, ports: PortTable) {
        self.inputs = inputs
        self.ports = ports
        tree = inputs.tree
        active = Set(inputs.assembled.names).subtracting(inputs.shared.keys)
        rules = inputs.assembled.specs.forwarding
        ownNames = OwnHostNames(inputs.assembled.specs, names: inputs.names)
    }

    /// An entry with the labels by which Dusty recognises its containers.
    func entry(
        _ name: String,
        _ kind: StackLabel.Kind,
        _ definition: YAMLValue,
        does script: String = ""
    )
        -> ComposeFile.Entry
    {
        var definition = definition
        var labels = ComposeDialect.map(definition["labels"] ?? [:])
        labels[StackLabel.stack] = .string(inputs.names.name)
        labels[StackLabel.service] = .string(name)
        labels[StackLabel.kind] = .string(kind.rawValue)
        labels[StackLabel.spec] = nil
        definition["labels"] = labels
        let fingerprint = Fingerprint(YAMLWriter.revealedText(of: definition.sortedByKey).revealed, script).hex
        labels[StackLabel.spec] = .string(fingerprint)
        definition["labels"] = labels
        return ComposeFile.Entry(
            name: name,
            kind: kind,
            definition: ComposeDialect.escapingDollars(definition.sortedByKey),
            fingerprint: fingerprint
        )
    }

    /// Changes when a file of the specs does that a container has mounted, so that it is replaced.
    static func text(of files: [String: MountedFile]) -> String {
        files.sorted { $0.key < $1.key }.map { path, file in
            "\n\(path)\(file.isExecutable ? "\nexecutable" : "")\n\(file.text)"
        }.joined()
    }

    func app(_ app: AppSpec) -> YAMLValue {
        var definition = common(withAddresses(app), name: app.name)
        definition["links"] = nil
        definition["image"] = (app.image ?? inputs.names.image(of: app.name)).map { .string($0) }
        definition["build"] = marked(app.build.map { build($0, of: app, options: definition["build"]) }, app.name)
        if !app.keepsImageCommand {
            definition["entrypoint"] = []
            definition["command"] = .string("sh \(CommandScript.startPath(of: app.name))")
            definition["user"] = "root"
            if definition["init"] == nil { definition["init"] = true }
        }
        if !app.hostForwarding.isEmpty { definition["ports"] = published(app, beside: definition) }
        var volumes = definition["volumes"]?.items ?? []
        volumes.append(.string("\(tree.cp)/\(app.name):/cp"))
        if !app.keepsImageCommand || !app.scripts.isEmpty {
            volumes.append(.string("\(tree.commandFiles)/\(app.name):/command_files:ro"))
        }
        volumes += assetVolumes(inputs.assembled.assets(of: app), copied: !app.keepsImageCommand)
        if let repo = app.repo, let mount = app.mount {
            volumes.append(.string("\(tree.path(of: repo, app.part)):\(mount)"))
        }
        for lib in inputs.assembled.libs(of: app) {
            volumes.append(.string("\(tree.path(of: lib.repo, lib.part)):\(lib.mount)"))
        }
        definition["volumes"] = .list(volumes)
        definition["depends_on"] = dependsOn(inputs.assembled.links(of: app), own: definition["depends_on"])
        return definition
    }

    /// The app's Compose keys with the variables that say where this stack is reached.
    private func withAddresses(_ app: AppSpec) -> YAMLValue {
        var variables = ComposeDialect.map(app.compose["environment"] ?? [:])
        if inputs.names.isBeside, variables["DUSTY_STACK"] == nil {
            variables["DUSTY_STACK"] = .string(inputs.names.name)
        }
        for variable in app.urls {
            guard let rule = variable.rule(among: rules) else { continue }
            variables[variable.name] = .string(rule.address(as: ownNames[rule]))
        }
        guard !variables.entries.isEmpty else { return app.compose }
        var compose = app.compose
        compose["environment"] = variables
        return compose
    }

    func service(_ service: ServiceSpec) -> YAMLValue {
        var definition = common(service.compose, name: service.name)
        if definition["build"] != nil, let image = inputs.names.image(of: service.name) {
            definition["image"] = .string(image)
        }
        definition["build"] = marked(definition["build"], service.name)
        if !service.hostForwarding.isEmpty { definition["ports"] = published(service, beside: definition) }
        definition["volumes"] = .list(
            (definition["volumes"]?.items ?? []) + [.string("\(tree.cp)/\(service.name):/cp")]
                + assetVolumes(service.assets, copied: false)
        )
        if let links = definition["links"]?.items {
            let kept = links.filter { link in active.contains(String((link.text ?? "").prefix { $0 != ":" })) }
            definition["links"] = kept.isEmpty ? nil : .list(kept)
        }
        definition["depends_on"] = dependsOn([], own: definition["depends_on"])
        return definition
    }

    func proxy() -> YAMLValue {
        var definition: YAMLValue = [
            "image": .string(inputs.proxyImage),
            "container_name": .string(inputs.names.containerName(for: StackNames.proxyService)),
            "command": ["nginx", "-c", .string("\(ProxyConfig.mount)/dustyNginx.conf"), "-g", "daemon off;"],
            "volumes": [
                .string("\(tree.proxyDirectory):\(ProxyConfig.mount):ro"),
                .string("\(tree.pages):\(ProxyConfig.pagesMount):ro"),
            ],
            // Rights to listen on ports below 1024 and to switch its workers to another user; none of root's others.
            "cap_drop": ["ALL"],
            "cap_add": ["NET_BIND_SERVICE", "SETGID", "SETUID"],
            "security_opt": ["no-new-privileges:true"],
            // Published ports must not depend on the default network: the proxy leaves and rejoins it when its names
            // change.
            "networks": [.string(StackNames.proxyNetworkKey)],
        ]
        if !ports.listenPorts.isEmpty {
            definition["ports"] = .strings(ports.listenPorts.map { "\(inputs.machine.publishAddress):\($0):\($0)" })
        }
        return definition
    }

    /// The ports of the machine by which the proxy reaches an app or a service, and its own ones of UDP; nil where it needs none.
    private func published(_ spec: some ContainerSpec, beside definition: YAMLValue) -> YAMLValue? {
        let own = ComposePorts(of: definition).udp
        let mappings = (ports.compose[spec.name] ?? []).map { mapping in
            YAMLValue.string("\(inputs.machine.bridgeAddress):\(mapping.host):\(mapping.container)")
        }
        return own.isEmpty && mappings.isEmpty ? nil : .list(mappings + own)
    }

    /// What apps and services have in common: the current dialect, the container's name, paths of this machine, variables set by hand.
    private func common(_ compose: YAMLValue, name: String) -> YAMLValue {
        var definition = ComposeDialect.current(compose)
        definition["container_name"] = .string(inputs.names.containerName(for: name))
        if let volumes = definition["volumes"]?.items {
            definition["volumes"] = .list(volumes.map { onMachine($0, of: name) })
        }
        let overrides = inputs.envOverrides[name] ?? [:]
        definition["environment"] = ComposeDialect.environment(definition["environment"], overrides: overrides)
        return definition
    }

    private func onMachine(_ volume: YAMLValue, of name: String) -> YAMLValue {
        if let mount = SpecMount(volume) {
            return mount.volume(volume, from: "\(tree.commandFiles)/\(CommandScript.specPath(mount.path, of: name))")
        }
        if case .map = volume {
            var volume = volume
            if let source = volume["source"]?.text { volume["source"] = .string(tree.resolve(source)) }
            return volume
        }
        guard let text = volume.text, let (source, rest) = text.cut(at: ":") else { return volume }
        return .string("\(tree.resolve(source)):\(rest)")
    }

    private func build(_ directory: String, of app: AppSpec, options: YAMLValue?) -> YAMLValue {
        var context = directory
        if !directory.hasPrefix("/"), let repo = app.repo {
            let base = inputs.localPaths[repo] ?? tree.path(of: repo)
            let below = directory.parts(at: "/").filter { $0 != "." }.joined(separator: "/")
            context = below.isEmpty ? base : "\(base)/\(below)"
        }
        guard case .map? = options, var options else { return .string(context) }
        options["context"] = .string(context)
        return options
    }

    /// How an image is built, with a label that says from what: one that is there under the same name may be another's.
    private func marked(_ build: YAMLValue?, _ name: String) -> YAMLValue? {
        guard let build, let print = inputs.builds[name] else { return build }
        var options = build.text.map { ["context": .string($0)] } ?? build
        let text = YAMLWriter.revealedText(of: options.sortedByKey).revealed
        var labels = ComposeDialect.map(options["labels"] ?? [:])
        labels[StackLabel.build] = .string(Fingerprint(inputs.names.project, name, text, print).hex)
        options["labels"] = labels
        return options
    }

    /// What must have started before: healthy if the target has a health check. Entries in the spec itself take
    /// precedence, when active.
    private func dependsOn(_ names: [String], own: YAMLValue?) -> YAMLValue? {
        var result: YAMLValue = [:]
        for entry in own?.entries ?? [] where active.contains(entry.key) { result[entry.key] = entry.value }
        for name in (own?.items ?? []).compactMap(\.text) + names where active.contains(name) && result[name] == nil {
            result[name] = ["condition": .string(hasHealthcheck(name) ? "service_healthy" : "service_started")]
        }
        return result.entries.isEmpty ? nil : result
    }

    private func hasHealthcheck(_ name: String) -> Bool {
        ComposeDialect.hasHealthcheck(
            inputs.assembled.app(name)?.compose ?? inputs.assembled.service(name)?.compose ?? [:]
        )
    }
}
