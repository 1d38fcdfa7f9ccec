extension AppSpec {
    /// Reads an app; nil when the document is not a mapping.
    init?(name: String, node: SpecNode, log: SpecReader.Log) {
        guard let reader = SpecReader(node, path: "", log: log, table: .app) else { return nil }
        self.init(name: name)
        repo = RepoReference(reader)
        branch = reader.branch()
        (part, mount) = reader.mount()
        sync = SyncSpec(reader)
        watch = reader.mappings("watch").compactMap(WatchRule.init)
        image = reader.image("image")
        build = reader.directory("build")
        if let build, !build.hasPrefix("/"), !reader.has("repo") {
            reader.report(
                "build",
                "a relative directory needs a repo",
                hint: "add `repo` and `mount`, or make it absolute"
            )
        }
        imageRequiresLogin = reader.flag("image_requires_login")
        keepsImageCommand = !reader.has("commands")
        if let commands = reader.mapping("commands") {
            once = commands.shell("once")
            always = commands.shell("always")
        }
        if let depends = reader.mapping("depends") {
            self.depends = Dependencies(
                apps: depends.strings("apps"),
                services: depends.strings("services"),
                libs: depends.strings("libs")
            )
        }
        if let links = reader.mapping("conditional_links") {
            conditionalLinks = ConditionalLinks(apps: links.strings("apps"), services: links.strings("services"))
        }
        ready = ReadySpec(reader)
        hostForwarding = reader.forwarding()
        urls = reader.urls("urls")
        scripts = reader.mappings("scripts").compactMap(ScriptSpec.init)
        reader.checkUnique(in: "scripts", of: "the script")
        assets = reader.assets()
        compose = reader.compose("compose")
        checkVariables(reader)
        // Specs of the first Dusty have them, which left them out.
        reader.checkPorts(of: compose, at: "compose.ports", severity: .warning)
        test = TestSpec(reader)
    }

    private func checkVariables(_ reader: SpecReader) {
        let environment = compose["environment"]
        let lines = (environment?.items ?? []).compactMap(\.text).map { String($0.prefix { $0 != "=" }) }
        let written = Set((environment?.entries ?? []).map(\.key) + lines)
        for variable in urls where written.contains(variable.name) {
            reader.report(
                "urls.\(variable.name)",
                "`\(variable.name)` is in `compose.environment` as well",
                hint: "remove it from one of the two"
            )
        }
    }
}

extension SyncSpec {
    /// A spec's settings for its repo's copy; the defaults when it has none.
    init(_ parent: SpecReader) {
        self.init()
        guard let reader = parent.mapping("sync") else { return }
        exclude = reader.exclusions("exclude")
        back = reader.flag("back")
        keep = reader.ignoreLines("keep")
    }
}

extension WatchRule {
    init?(_ reader: SpecReader) {
        let paths = reader.ignoreLines("paths")
        let word = reader.string("action")
        let action = word.flatMap(Action.init)
        if let word, action == nil {
            reader.report(
                "action",
                "`\(word)` is not an action",
                hint: Suggestion.hint(for: word, among: Action.allCases.map(\.rawValue))
                    ?? "use `nothing`, `exec`, `signal`, `restart` or `rebuild`"
            )
        }
        let command = reader.shell("command")
        let signal = reader.string("signal").map { $0.uppercased() }
        guard let action else { return nil }
        if action == .exec, !reader.has("command") {
            reader.report("action", "`exec` needs a `command`", hint: "list the commands, or choose another action")
        }
        if action != .exec, reader.has("command") {
            reader.report("command", "only `exec` runs commands", hint: "remove it, or write `action: exec`")
        }
        if action != .signal, reader.has("signal") {
            reader.report("signal", "only `signal` sends one", hint: "remove it, or write `action: signal`")
        }
        if let signal, !Self.signals.contains(signal) {
            reader.report("signal", "`\(signal)` is not a signal", hint: "write a name such as `HUP` or `USR1`")
        }
        if reader.has("paths"), paths.isEmpty {
            reader.report(
                "paths",
                "a rule needs at least one path",
                hint: "write it as in `.gitignore`, such as `*.py`"
            )
        }
        self.init(paths: paths, action: action, command: command, signal: signal ?? Self.standardSignal)
    }
}

extension SpecReader {
    /// Lines as in `.gitignore`; invalid ones are reported.
    fileprivate func ignoreLines(_ name: String) -> [String] {
        let lines = strings(name)
        for (index, line) in lines.enumerated()
        where IgnorePattern(line.utf8) == nil || Naming.hasControlCharacters(line) {
            report(
                "\(name).\(index)",
                "this is not a line of a `.gitignore`",
                hint: "write it as `log/` or `*.log`"
            )
        }
        return lines
    }

    /// The same of lines that rsync is given as well.
    fileprivate func exclusions(_ name: String) -> [String] {
        let lines = ignoreLines(name)
        for (index, line) in lines.enumerated() where IgnorePattern(line.utf8)?.isPlain == false {
            report(
                "\(name).\(index)",
                "this line is too involved",
                hint: "write it in simpler ones: \(IgnorePattern.plainness)"
            )
        }
        if lines.count > Exclusions.lines {
            report(name, "these are more than \(Exclusions.lines) lines", hint: "name directories instead")
        }
        return lines
    }
}

extension HostForwarding {
    private static func hint(forKind kind: String) -> String {
        guard kind.lowercased() != "udp" else {
            return
                "host names lead to TCP only: publish it on the machine with `ports: [\"PORT:PORT/udp\"]`, which may stand beside host names"
        }
        return Suggestion.hint(for: kind, among: Kind.allCases.map(\.rawValue)) ?? "use `http` or `stream`"
    }

    init?(_ reader: SpecReader) {
        let name = reader.string("host_name")
        let hostPort = reader.integer("host_port")
        let containerPort = reader.integer("container_port")
        let hostNameInStacks = Self.hostNameInStacks(reader)
        let kind = reader.string("type")
        if let kind, Kind(rawValue: kind) == nil {
            reader.report(
                "type",
                "`\(kind)` is not a type of forwarding",
                hint: Self.hint(forKind: kind)
            )
        }
        guard let name, let hostPort, let containerPort else { return nil }
        if let refusal = HostNames.refusal(of: name) {
            reader.report("host_name", refusal, hint: HostNames.advice)
            return nil
        }
        if let warning = HostNames.warning(of: name) {
            reader.report("host_name", warning, hint: HostNames.advice, severity: .warning)
        }
        guard Naming.isHostName(name) else {
            reader.report(
                "host_name",
                "this is not a host name",
                hint: "use letters, digits and - in parts joined by dots, such as `shop.test`"
            )
            return nil
        }
        self.init(
            hostName: name,
            hostPort: hostPort,
            containerPort: containerPort,
            kind: kind.flatMap(Kind.init) ?? .http,
            hostNameInStacks: hostNameInStacks
        )
    }

    private static func hostNameInStacks(_ reader: SpecReader) -> String? {
        let key = "host_name_in_stacks"
        guard let template = reader.string(key) else { return nil }
        let longest = String(repeating: "x", count: StackNames.longestName)
        let name = template.replacing(gap, with: longest)
        guard name != template, Naming.isHostName(name) else {
            reader.report(
                key,
                "this is not a host name with `{stack}` in it",
                hint: "write it as `{stack}-shop.test`; a stack's name has up to \(longest.utf8.count) characters"
            )
            return nil
        }
        if let warning = HostNames.warning(of: name) {
            let shown = warning.replacing(name, with: template)
            reader.report(key, shown, hint: HostNames.advice, severity: .warning)
        }
        return template
    }
}

extension SpecReader {
    /// Variables with host names.
    fileprivate func urls(_ name: String) -> [URLVariable] {
        guard let node = node(name) else { return [] }
        guard case .map(let entries) = node.content else {
            report(name, "this must be a mapping, not \(node.description)", hint: "write `VARIABLE: host.name` lines")
            return []
        }
        return entries.compactMap { entry in
            let path = "\(key(name)).\(entry.key)"
            log.places[path] = entry.value.place
            if let fault = EnvVariable.fault(name: entry.key) {
                log.report(entry.place, path, fault, hint: "use letters, digits and _")
                return nil
            }
            let text = if case .scalar(.string(let text)) = entry.value.content { text } else { "" }
            let (host, port) = text.cut(at: ":").map { ($0, Int($1) ?? 0) } ?? (text, nil)
            guard Naming.isHostName(host), port.map((1...65_535).contains) ?? true else {
                log.report(
                    entry.value.place,
                    path,
                    "this must be the host name of an app or a service, such as `api.shop.test` or `api.shop.test:8080`"
                )
                return nil
            }
            return URLVariable(name: entry.key, hostName: host, port: port)
        }
    }
}

extension ScriptSpec {
    init?(_ reader: SpecReader) {
        let name = reader.word("name")
        let command = reader.shell("command")
        let description = reader.string("description") ?? ""
        guard let name else { return nil }
        self.init(name: name, description: description, command: command)
    }
}

extension AssetSpec {
    init?(_ reader: SpecReader) {
        let name = reader.word("name")
        let path = reader.containerPath("path")
        let required = reader.flag("required")
        guard let name, let path else { return nil }
        self.init(name: name, path: path, required: required)
    }
}
