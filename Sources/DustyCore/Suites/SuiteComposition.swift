/// Writes the Compose files of one test run, which is a separate project: one file with a service that makes the image,
/// and one for a suite with its services.
public struct SuiteComposition: Sendable {
    /// Name of the service that makes the test image.
    public static let setupService = "setup"

    /// What is tested.
    public let target: SuiteTarget
    /// The stack on whose machine the run takes place.
    public let names: StackNames
    /// Compose project of the run.
    public let project: String
    /// The machine's own tree.
    public let tree: MachineTree
    /// Variables that win over the specs, by app, lib or service.
    public let envOverrides: [String: [String: Secret]]
    /// Names of the assets that are set.
    public let assets: Set<String>
    /// Whether the containers should outlive the run.
    public let keep: Bool
    /// Directories of repos on the host that builds, for images that are built from them.
    public let localPaths: [RepoReference: String]

    /// A composition with its parts.
    public init(
        target: SuiteTarget,
        names: StackNames,
        project: String,
        tree: MachineTree,
        envOverrides: [String: [String: Secret]] = [:],
        assets: Set<String> = [],
        keep: Bool = false,
        localPaths: [RepoReference: String] = [:]
    ) {
        self.localPaths = localPaths
        self.target = target
        self.names = names
        self.project = project
        self.tree = tree
        self.envOverrides = envOverrides
        self.assets = assets
        self.keep = keep
    }

    /// The run's own directory on the machine.
    public var directory: String { tree.testRun(project) }

    /// The command files of the run, by their path below its directory of command files.
    public func scripts(for suite: SuiteSpec?) -> [CommandScript] {
        guard let suite else { return [CommandScript.testSetup(target)] }
        let services = (try? target.services(of: suite)) ?? []
        return [CommandScript.testSuite(suite, of: target)]
            + services.flatMap { CommandScript.copies(of: $0.files, for: $0.name) }
    }

    /// The Compose file that makes the test image on top of its base.
    public func setupText(_ image: SuiteImage) -> Secret {
        var setup: YAMLValue = [
            "entrypoint": [],
            "command": .strings(["sh", containerPath(CommandScript.testSetupFile(of: target.name))]),
            "user": "root",
            "init": true,
            "volumes": .strings(volumes),
            "labels": labels,
        ]
        switch target.base {
        case .image(let name): setup["image"] = .string(name)
        case .build(let directory, var options):
            options["context"] = .string(context(directory))
            setup["build"] = options
            setup["image"] = .string(image.baseName)
        }
        return text([(Self.setupService, setup)])
    }

    /// The Compose file of a suite: its services and the container of the tests, named like the target.
    ///
    /// All share the network stack of the first service, in which every name leads to it: so services answer by name
    /// and on localhost. A suite whose `compose` names `networks` has each service on the run's network, reached by
    /// name alone.
    public func suiteText(_ suite: SuiteSpec, image: String, arguments: [String]) throws(DustyError) -> Secret {
        text(try definitions(of: suite, image: image, arguments: arguments))
    }

    /// The services of a suite and, last, the container of its tests.
    func definitions(
        of suite: SuiteSpec,
        image: String,
        arguments: [String]
    ) throws(DustyError) -> [(String, YAMLValue)] {
        let services = try target.services(of: suite)
        guard !services.contains(where: { $0.name == target.name }) else {
            throw DustyError(.conflict, "\(target.name) is the name of a service of its own suite \(suite.name)")
        }
        let words = arguments.isEmpty ? try ShellWord.split(suite.defaultArgs) : arguments
        var definitions = services.map { ($0.name, service($0, among: services.map(\.name))) }
        definitions.append((target.name, tests(suite, image: image, arguments: words, services: services)))
        if ComposeDialect.current(suite.compose)["networks"] == nil { share(&definitions, services) }
        return definitions
    }

    /// Assets of the target that are set. They are mounted, in the container that makes the test image too; only suites copy them to where
    /// specs want them, because a copy would stay in the image.
    public var assetsInUse: [String] {
        Set(target.assets.map(\.name)).intersection(assets).sorted()
    }

    /// Volumes of the test container: of an app command files and assets, then repos; of a lib its repo comes first.
    var volumes: [String] {
        let commandFiles = ["\(directory)/command_files/\(target.name)/test:/command_files:ro"]
        var volumes = target.mounts.map { "\(tree.path(of: $0.repo, $0.part)):\($0.path)" }
        volumes.insert(
            contentsOf: commandFiles + assetsInUse.map(tree.assetVolume),
            at: target.isLib ? min(1, volumes.count) : 0
        )
        return volumes
    }

    private func containerPath(_ script: String) -> String {
        "/command_files/\(script.parts(at: "/").last ?? "")"
    }

    private var labels: YAMLValue {
        [
            StackLabel.keep: .string(keep ? "true" : "false"), StackLabel.stack: .string(names.name),
            StackLabel.test: .string(project),
        ]
    }

    /// The directory that a base is built from: below the copy of the repo when it is relative.
    private func context(_ directory: String) -> String {
        guard !directory.hasPrefix("/"), let repo = target.repo else { return directory }
        let below = directory.parts(at: "/").filter { $0 != "." }.joined(separator: "/")
        let base = localPaths[repo] ?? tree.path(of: repo)
        return below.isEmpty ? base : "\(base)/\(below)"
    }
}

extension SuiteComposition {
    /// A fresh instance of a service: without ties to the running stack.
    private func service(_ service: ServiceSpec, among all: [String]) -> YAMLValue {
        var definition = isolated(service.compose, name: service.name)
        let links = (definition["links"]?.items ?? []).filter { all.contains(Self.linkTarget($0)) }
        definition["links"] = links.isEmpty ? nil : .list(links)
        var depends: YAMLValue = [:]
        let own = definition["depends_on"]
        for entry in own?.entries ?? [] where all.contains(entry.key) { depends[entry.key] = entry.value }
        for name in own?.items?.compactMap(\.text) ?? [] where all.contains(name) {
            depends[name] = ["condition": "service_started"]
        }
        definition["depends_on"] = depends.entries.isEmpty ? nil : depends
        let provided = service.assets.filter { assets.contains($0.name) }.map { YAMLValue.string(tree.volume(of: $0)) }
        if !provided.isEmpty { definition["volumes"] = .list((definition["volumes"]?.items ?? []) + provided) }
        return definition
    }

    /// The container that the tests run in.
    private func tests(
        _ suite: SuiteSpec,
        image: String,
        arguments: [String],
        services: [ServiceSpec]
    ) -> YAMLValue {
        var definition = isolated(suite.compose, name: target.name)
        // Keys that would run the suite again, print elsewhere, or use another image.
        for key in ["restart", "logging", "build", "links"] { definition[key] = nil }
        definition["image"] = .string(image)
        definition["entrypoint"] = []
        let file = containerPath(CommandScript.testFile(of: target.name, suite: suite.name))
        let keepsInput = definition["stdin_open"] != nil || definition["tty"] != nil
        definition["command"] = .strings(
            ["sh", "-c", Self.beginning(keepsInput: keepsInput), "sh", file] + arguments
        )
        definition["stdin_open"] = true
        definition["user"] = "root"
        if definition["init"] == nil { definition["init"] = true }
        definition["volumes"] = .list((definition["volumes"]?.items ?? []) + volumes.map { .string($0) })
        let depends = services.map { service in
            YAMLEntry(
                service.name,
                [
                    "condition": .string(
                        ComposeDialect.hasHealthcheck(service.compose) ? "service_healthy" : "service_started"
                    )
                ]
            )
        }
        definition["depends_on"] = depends.isEmpty ? nil : .map(depends)
        return definition
    }

    /// Waits for the line that says the container's output is being read, then runs the suite, so that nothing it
    /// prints is lost, not even partial lines, which logs do not contain. The suite has no input, unless its spec gives
    /// it one.
    private static func beginning(keepsInput: Bool) -> String {
        "IFS= read -r dusty_go && exec sh \"$@\"" + (keepsInput ? "" : " </dev/null")
    }

    /// A definition in the current dialect without its own names, ports and networks, with its data in the run's
    /// directory.
    private func isolated(_ compose: YAMLValue, name: String) -> YAMLValue {
        var definition = ComposeDialect.current(compose)
        for key in ["container_name", "ports", "network_mode", "networks"] { definition[key] = nil }
        if let volumes = definition["volumes"]?.items {
            definition["volumes"] = .list(volumes.map { inRun($0, of: name) })
        }
        let overrides = envOverrides[name] ?? [:]
        definition["environment"] = ComposeDialect.environment(definition["environment"], overrides: overrides)
        var merged = ComposeDialect.map(definition["labels"] ?? [:])
        for label in labels.entries { merged[label.key] = label.value }
        definition["labels"] = merged
        return definition
    }

    private func inRun(_ volume: YAMLValue, of name: String) -> YAMLValue {
        if let mount = SpecMount(volume) {
            let file = CommandScript.specPath(mount.path, of: name)
            return mount.volume(volume, from: "\(directory)/command_files/\(file)")
        }
        if case .map = volume {
            var volume = volume
            if let source = volume["source"]?.text {
                volume["source"] = .string(tree.resolve(source, inRun: project))
                // The long form, unlike the short one, refuses a directory that does not exist yet.
                if volume["type"]?.text == "bind", volume["bind"]?["create_host_path"] == nil {
                    var bind = volume["bind"] ?? [:]
                    bind["create_host_path"] = true
                    volume["bind"] = bind
                }
            }
            return volume
        }
        guard let text = volume.text, let (source, rest) = text.cut(at: ":") else { return volume }
        return .string("\(tree.resolve(source, inRun: project)):\(rest)")
    }

    /// Puts everything into the network stack of the first service.
    private func share(_ definitions: inout [(String, YAMLValue)], _ services: [ServiceSpec]) {
        guard let holder = definitions.first?.0, definitions.count > 1 else { return }
        var aliases = Set(definitions.map(\.0))
        var hosts: [YAMLValue] = []
        for index in definitions.indices {
            let links = definitions[index].1["links"]?.items ?? []
            aliases.formUnion(links.compactMap { $0.text?.cut(at: ":")?.1 })
            definitions[index].1["links"] = nil
            let own = definitions[index].1["extra_hosts"]
            hosts += own?.items ?? own?.entries.map { .string("\($0.key):\($0.value.text ?? "")") } ?? []
            guard index > 0 else { continue }
            for key in Self.networkKeys { definitions[index].1[key] = nil }
            definitions[index].1["network_mode"] = .string("service:\(holder)")
        }
        definitions[0].1["networks"] = ["default": ["aliases": .strings(aliases.sorted())]]
        definitions[0].1["extra_hosts"] = hosts.isEmpty ? nil : .list(hosts)
    }

    /// Keys that a container without its own network stack must not have.
    private static let networkKeys = [
        "hostname", "domainname", "dns", "dns_search", "dns_opt", "extra_hosts", "mac_address", "expose", "sysctls",
    ]

    private static func linkTarget(_ link: YAMLValue) -> String {
        String((link.text ?? "").prefix { $0 != ":" })
    }

    private func text(_ definitions: [(String, YAMLValue)]) -> Secret {
        let entries = Self.entries(of: definitions)
        return ComposeFile(entries: entries, volumes: ComposeFile.namedVolumes(of: entries)).text
    }

    static func entries(of definitions: [(String, YAMLValue)]) -> [ComposeFile.Entry] {
        definitions.map { name, definition in
            ComposeFile.Entry(
                name: name,
                kind: .service,
                definition: ComposeDialect.escapingDollars(definition.sortedByKey),
                fingerprint: ""
            )
        }
    }
}

extension MachineTree {
    /// Directories of test runs, one for each.
    public var testRuns: String { "\(root)/test_runs" }

    /// The directory of a test run: its command files, and its services' data.
    public func testRun(_ project: String) -> String { "\(testRuns)/\(project)" }

    /// A path of a spec in a test run: what outlives containers is in the run's own directory.
    func resolve(_ path: String, inRun project: String) -> String {
        let isKept = path == "/persist" || path.hasPrefix("/persist/")
        return isKept ? testRun(project) + path : resolve(path)
    }
}
