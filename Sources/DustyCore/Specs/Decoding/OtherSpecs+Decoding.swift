extension LibSpec {
    /// Reads a lib; nil when it cannot be used.
    init?(name: String, node: SpecNode, log: SpecReader.Log) {
        guard let reader = SpecReader(node, path: "", log: log, table: .lib) else { return nil }
        let repo = RepoReference(reader)
        let branch = reader.branch()
        let (part, mount) = reader.mount()
        let sync = SyncSpec(reader)
        let watch = reader.mappings("watch").compactMap(WatchRule.init)
        let install = reader.shell("install")
        let libs = reader.mapping("depends")?.strings("libs") ?? []
        let assets = reader.assets()
        let test = TestSpec(reader)
        // A lib without repo or mount has been reported; it stays, so that its dependencies are checked too.
        self.init(
            name: name,
            repo: repo ?? RepoReference(""),
            branch: branch,
            mount: mount ?? "",
            part: part,
            sync: sync,
            watch: watch,
            install: install,
            libs: libs,
            assets: assets,
            test: test
        )
    }
}

extension BundleSpec {
    /// Reads a bundle; nil when the document is not a mapping.
    init?(name: String, node: SpecNode, log: SpecReader.Log) {
        guard let reader = SpecReader(node, path: "", log: log, table: .bundle) else {
            return nil
        }
        self.init(
            name: name,
            description: reader.string("description") ?? "",
            apps: reader.strings("apps"),
            services: reader.strings("services")
        )
    }
}

extension ServiceSpec {
    /// Reads a service; nil when the document is not a mapping.
    init?(name: String, node: SpecNode, log: SpecReader.Log) {
        log.places[""] = node.place
        guard case .map(let entries) = node.content else {
            log.report(
                node.place,
                "",
                "this must be a mapping, not \(node.description)",
                hint: "write a Compose service"
            )
            return nil
        }
        let own = SpecTable.ofEveryContainer
        var (dusty, text) = (node, node)
        dusty.content = .map(entries.filter { own[$0.key] != nil })
        text.content = .map(entries.filter { own[$0.key] == nil })
        self.init(name: name, compose: ComposeChecks(log: log).read(text, .service, path: ""))
        if let reader = SpecReader(dusty, path: "", log: log, table: own) { take(reader) }
        for fault in SpecTable.service.faults(where: { compose[$0] != nil }) {
            log.report(node.place, fault.key, fault.message, hint: fault.hint)
        }
    }
}

extension ServiceSpec {
    /// Takes the keys that are Dusty's and not Compose's.
    private mutating func take(_ reader: SpecReader) {
        ready = ReadySpec(reader)
        hostForwarding = reader.forwarding()
        assets = reader.assets()
        imageRequiresLogin = reader.flag("image_requires_login")
        isShared = reader.flag("share")
        reader.checkPorts(of: compose, at: "ports")
    }
}

extension TestSpec {
    /// Reads the `test` of an app or a lib.
    init(_ parent: SpecReader) {
        self.init()
        guard let reader = parent.mapping("test") else { return }
        image = reader.image("image")
        build = reader.directory("build")
        imageRequiresLogin = reader.flag("image_requires_login")
        once = reader.shell("once")
        suites = reader.mappings("suites").compactMap(SuiteSpec.init)
        reader.checkUnique(in: "suites", of: "the suite")
    }
}

extension SuiteSpec {
    init?(_ reader: SpecReader) {
        let name = reader.word("name")
        let command = reader.shell("command")
        let services = reader.strings("services")
        let arguments = reader.string("default_args") ?? ""
        let description = reader.string("description") ?? ""
        let compose = reader.compose("compose")
        Self.check(arguments, for: command, reader)
        guard let name else { return nil }
        if name.lowercased() == "all" {
            reader.report("name", "`\(name)` is reserved: it stands for all suites", hint: "choose another name")
        }
        self.init(
            name: name,
            command: command,
            defaultArgs: arguments,
            description: description,
            services: services,
            compose: compose
        )
    }

    /// Reports default arguments that cannot be split into words, or have no place.
    private static func check(_ arguments: String, for command: [String], _ reader: SpecReader) {
        guard let words = try? ShellWord.split(arguments) else {
            return reader.report(
                "default_args",
                "a quote is not closed",
                hint: "close it, or put a backslash before it"
            )
        }
        guard !words.isEmpty, !command.isEmpty else { return }
        let text = ShellText(command)
        guard text.fault == nil, case .nowhere(let reason) = text.arguments else { return }
        reader.report(
            "default_args",
            "arguments cannot go to these commands: \(reason)",
            hint: "write \"$@\" in `command` where they belong, or remove `default_args`"
        )
    }
}
