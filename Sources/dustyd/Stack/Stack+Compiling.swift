import DustyCore

/// What a job works from: the specs as they are now, compiled for the machine as it is now.
struct CompiledStack: Sendable {
    let settings: Settings
    let specs: Specs
    let assembled: AssembledSpecs
    let facts: MachineFacts
    let blueprint: Blueprint
    let repos: [RepoInUse]
    /// Where plain host names led when it was compiled.
    let front: StackFront?
    /// The state of what images are built from that the definitions say.
    let builds: [String: String]

    /// Directory on the machine that a repo is synced to, as a path of this host.
    func target(of repo: RepoInUse) -> String? {
        blueprint.mounts.first { $0.repo.name == repo.name }?.path
    }

    /// What must have started before each service.
    var needs: [String: [String]] {
        Dictionary(blueprint.compose.entries.map { ($0.name, $0.needs) }) { first, _ in first }
    }

    /// All active apps and services of which it has containers of its own.
    var everything: [String] {
        (assembled.apps.map(\.name) + assembled.services.map(\.name)).filter { shared[$0] == nil }
    }

    /// Services that it has from another stack, each with the name of the container there.
    var shared: [String: String] { blueprint.compose.shared }

    /// What is meant by `up NAME…`: the named active apps and services, all that they need, and the proxy. Everything where none is named.
    /// Throws for a name that is not active, and says which bundle has it.
    func scope(of names: [String]) throws(DustyError) -> Scope {
        guard !names.isEmpty else { return .everything }
        let known = blueprint.compose.entries.map(\.name) + shared.keys
        for name in names where !known.contains(name) { throw missing(name) }
        let needs = needs
        var found: Set<String> = [StackNames.proxyService]
        var next = names
        while let name = next.popLast() {
            if found.insert(name).inserted { next += (needs[name] ?? []).filter(known.contains) }
        }
        return .services(found)
    }

    /// Services of a scope that it has from another stack.
    func shared(in scope: Scope) -> [String] { shared.keys.filter(scope.contains).sorted() }

    /// The part of a scope of which the stack has containers of its own.
    func own(_ scope: Scope) -> Scope {
        shared.isEmpty ? scope : .services(Set(everything.filter(scope.contains)))
    }

    /// Why there is no active app or service of this name.
    func missing(_ name: String) -> DustyError {
        if let bundles = specs.inactive(beside: settings.bundles)[name] { return .inactive(name, in: bundles) }
        return .unknown(name, among: (everything + shared.keys).filter { $0 != StackNames.proxyService })
    }

    /// Which apps and services a job is about.
    enum Scope: Sendable, Equatable {
        case everything
        /// These, the proxy among them.
        case services(Set<String>)

        /// Whether a service is meant.
        func contains(_ service: String) -> Bool {
            switch self {
            case .everything: true
            case .services(let names): names.contains(service)
            }
        }

        /// Those that are meant; nil for all.
        var names: Set<String>? {
            switch self {
            case .everything: nil
            case .services(let names): names
            }
        }
    }

    /// These with those that share the network, or the like, of one of them and run: without it they would have none.
    func withFollowers(_ services: [String], among containers: [ObservedContainer]) -> [String] {
        let running = Set(containers.filter(\.hasProcess).map(\.service))
        return services + blueprint.compose.followers(of: services).filter(running.contains)
    }

    /// Repos mounted into the named apps.
    func repos(of services: [String]) -> [RepoInUse] {
        let wanted = Set(services.compactMap(assembled.app).flatMap(assembled.repos).map(\.name))
        return repos.filter { wanted.contains($0.name) }
    }
}

extension Stack {
    /// Reads the specs and works out the active part.
    func assemble() async throws -> (settings: Settings, specs: Specs, assembled: AssembledSpecs) {
        let settings = try await settings.current()
        let specs = try await loader.load(settings)
        let active = settings.bundles.filter { specs.bundles[$0] != nil }
        guard !active.isEmpty else {
            let option = self.names.isBeside ? " -s \(self.names.name)" : ""
            let names = specs.bundles.keys.sorted().joined(separator: ", ")
            throw DustyError(
                .conflict,
                "no bundle is active",
                hint: "activate some: `dusty bundles activate NAME…\(option)` (\(names))"
            )
        }
        return (settings, specs, AssembledSpecs(specs, activeBundles: active))
    }

    /// Compiles the active part of the specs for the machine, and updates what rows show as wanted. Throws when the
    /// variables of this host cannot be read, unless nothing depends on what containers are made from.
    func gather(needsVariables: Bool = true, images: ImageStates = .unknown) async throws -> CompiledStack {
        let compiled = try await compile(needsVariables: needsVariables, images: images)
        let repoPaths = RepoPaths(settings: compiled.settings, paths: paths)
        await observatory.update {
            $0.wanted = WantedStack(
                compiled.specs,
                compiled.assembled,
                compiled.blueprint,
                repoPaths,
                compiled.settings,
                lender: stacks.own.name
            )
            $0.warnings[.specs] = nil
            guard needsVariables, images.areKnown, $0.definitions != compiled.blueprint.definitions else { return }
            $0.definitions = compiled.blueprint.definitions
            $0.revision += 1
        }
        return compiled
    }

    /// Compiles the active part of the specs for the machine, with the host names as they lead now or will lead. Touches nothing.
    func compile(needsVariables: Bool = true, images: ImageStates = .unknown) async throws -> CompiledStack {
        try await compile(needsVariables: needsVariables, images: images, front: stacks.front)
    }

    func compile(
        needsVariables: Bool,
        images: ImageStates = .unknown,
        front: StackFront?
    ) async throws -> CompiledStack {
        let (settings, specs, assembled) = try await assemble()
        let repoPaths = RepoPaths(settings: settings, paths: paths)
        var facts = try await systems.machine.facts()
        facts.bridgeFault = names.isBeside ? nil : systems.proxyPath.fault
        let localPaths = try await buildPaths(of: assembled.repos, repoPaths)
        let builds = try await buildPrints(images, assembled, settings)
        var inputs = Inputs(
            assembled: assembled,
            names: names,
            machine: facts,
            envOverrides: needsVariables ? try settings.variables() : settings.envOverrides,
            localPaths: localPaths,
            assets: try await systems.assets.all().mapValues(\.stamp),
            builds: builds
        )
        if names.isBeside {
            inputs.isFront = front?.name == names.name
            inputs.shared = try await shared(assembled, settings)
        } else {
            inputs.namesElsewhere = front?.hostNames ?? []
        }
        let blueprint = try Blueprint(compiling: inputs)
        let repos = assembled.repos.map { $0.inUse(repoPaths, specs) }
        return CompiledStack(
            settings: settings,
            specs: specs,
            assembled: assembled,
            facts: facts,
            blueprint: blueprint,
            repos: repos,
            front: front,
            builds: builds
        )
    }

    /// Where host names lead if the plain ones lead to this stack.
    func hostNames() async throws -> StackHostNames {
        let front = StackFront(name: names.name, hostNames: [])
        let compiled = try await compile(needsVariables: false, front: names.isBeside ? front : nil)
        let entries = compiled.blueprint.hosts.entries
        return StackHostNames(
            stack: names.name,
            entries: entries.map { StackHostNames.Entry(name: $0.name, address: $0.address) },
            plainNames: compiled.specs.plainNames.sorted(),
            pages: compiled.blueprint.ports.proxy.filter { $0.kind == .http }.map { rule in
                var plain = rule
                plain.hostName = rule.innerName ?? rule.hostName
                return StackHostNames.Page(app: rule.app, url: plain.url)
            }
        )
    }

    /// The hosts file without the names that this stack takes from the daemon's own, if plain names lead to it.
    func yielding(_ file: [UInt8], to specs: Specs) -> [UInt8] {
        guard names.isBeside, stacks.front?.name == names.name else { return file }
        return HostsSection(names: stacks.own).without(specs.plainNames, in: file)
    }

    /// The plan from what is observed to what is wanted, or to the part of it that a scope takes. With `keeping`, containers whose definition
    /// changed are left as they are.
    func plan(
        _ compiled: CompiledStack,
        from observed: Observed,
        of scope: CompiledStack.Scope,
        keeping: Bool = false
    ) async throws -> Plan {
        var plan = Planner.plan(compiled.blueprint, from: observed, keeping: keeping, of: scope.names)
        plan.build = try await outdatedImages(of: plan.made, compiled)
        return plan
    }

    /// What exists now.
    func observe() async throws -> Observed {
        try await observe(try await containers())
    }

    /// What exists now, with these containers.
    func observe(_ containers: [ObservedContainer]) async throws -> Observed {
        var observed = Observed()
        observed.hosts = try await systems.hosts.read()
        observed.lent = try await lent()
        let network = try await sharedNetwork()
        observed.hasSharedNetwork = network != nil
        let places = await observatory.current().wanted.sharing
        observed.proxyConfig = try await systems.proxy.installedConfig()
        observed.composeFile = try systems.files.contents(paths.composeFile)
            .map { Secret(String(decoding: $0, as: UTF8.self)) }
        for (file, bytes) in try await systems.trees.files(below: TrustedRoot(paths.commandFiles))
        where !CommandScript.isRevision(file) {
            observed.scripts[file] = String(decoding: bytes, as: UTF8.self)
        }
        observed.executables = try await systems.trees.executables(below: TrustedRoot(paths.commandFiles))
            .filter { observed.scripts[$0] != nil }
        // One under its lasting name comes before one that was to replace it.
        for container in containers where observed.containers[container.service] == nil {
            observed.containers[container.service] = container.observed(on: names.network)
            if container.hasProcess, let links = places[container.service] {
                observed.containers[container.service]?.isApart = !isPlaced(container, with: links, on: network?.id)
            }
            if container.service == StackNames.proxyService {
                observed.proxyNames = container.networks[names.network]?.aliases ?? []
            }
        }
        return observed
    }
}

extension Stack {
    /// Learns which values containers were made with that may be set no longer, so that no message and no kept log shows them. What cannot be
    /// read is not known.
    func recallSecrets() async {
        guard let bytes = try? systems.files.contents(paths.composeFile) else { return }
        let text = Secret(String(decoding: bytes, as: UTF8.self))
        settings.secrets.remember(former: ComposeFile.setVariables(in: text))
    }
}

extension Specs {
    /// All host names as they are written, lower-case.
    var plainNames: Set<String> { Set(forwarding.map { $0.hostName.lowercased() }) }
}

extension RepoReference {
    func inUse(_ paths: RepoPaths, _ specs: Specs) -> RepoInUse {
        RepoInUse(
            name: name,
            shortName: shortName,
            path: paths.path(of: self),
            overridden: paths.isOverridden(self),
            exclude: specs.exclusions(of: self)
        )
    }
}

extension ObservedContainer {
    /// What `up` can do with it.
    fileprivate func observed(on network: String) -> Observed.Container {
        let condition: Observed.Container.Condition =
            switch status {
            case .running, .restarting: .running
            case .created, .dead, .removing: .broken
            default: .ended
            }
        return Observed.Container(
            condition: condition,
            fingerprint: labels[StackLabel.spec],
            isCutOff: status == .running && networks[network] == nil,
            startedAt: startedAt
        )
    }
}
