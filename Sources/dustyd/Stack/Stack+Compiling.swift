import DustyCore

/// What a job works from: the specs as they are now, compiled for the machine as it is now.
struct CompiledStack: Sendable {
    let settings: Settings
    let specs: Specs
    let assembled: AssembledSpecs
    let facts: MachineFacts
    let blueprint: Blueprint
    let repos: [RepoInUse]

    /// Directory on the machine that a repo is synced to, as a path of this host.
    func target(of repo: RepoInUse) -> String? {
        blueprint.mounts.first { $0.repo.name == repo.name }?.path
    }

    /// What must have started before each service.
    var needs: [String: [String]] {
        Dictionary(blueprint.compose.entries.map { ($0.name, $0.needs) }) { first, _ in first }
    }

    /// All active apps and services.
    var everything: [String] {
        assembled.apps.map(\.name) + assembled.services.map(\.name)
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
            let names = specs.bundles.keys.sorted().joined(separator: ", ")
            throw DustyError(
                .conflict,
                "no bundle is active",
                hint: "activate some: `dusty bundles activate NAME…` (\(names))"
            )
        }
        return (settings, specs, AssembledSpecs(specs, activeBundles: active))
    }

    /// Compiles the active part of the specs for the machine, and updates what rows show as wanted. Throws when the
    /// variables of this host cannot be read, unless nothing depends on what containers are made from.
    func gather(needsVariables: Bool = true) async throws -> CompiledStack {
        let compiled = try await compile(needsVariables: needsVariables)
        let repoPaths = RepoPaths(settings: compiled.settings, paths: paths)
        await observatory.update {
            $0.wanted = WantedStack(
                compiled.specs,
                compiled.assembled,
                compiled.blueprint,
                repoPaths,
                compiled.settings
            )
            guard needsVariables, $0.definitions != compiled.blueprint.definitions else { return }
            $0.definitions = compiled.blueprint.definitions
            $0.revision += 1
        }
        return compiled
    }

    /// Compiles the active part of the specs for the machine. Touches nothing.
    func compile(needsVariables: Bool = true) async throws -> CompiledStack {
        let (settings, specs, assembled) = try await assemble()
        let repoPaths = RepoPaths(settings: settings, paths: paths)
        let facts = try await systems.machine.facts()
        let localPaths = try await buildPaths(of: assembled.repos, repoPaths)
        let inputs = Inputs(
            assembled: assembled,
            names: names,
            machine: facts,
            envOverrides: needsVariables ? try settings.variables() : settings.envOverrides,
            localPaths: localPaths,
            assets: try await systems.assets.all().mapValues(\.stamp)
        )
        let blueprint = try Blueprint(compiling: inputs)
        let repos = assembled.repos.map { $0.inUse(repoPaths, specs) }
        return CompiledStack(
            settings: settings,
            specs: specs,
            assembled: assembled,
            facts: facts,
            blueprint: blueprint,
            repos: repos
        )
    }

    /// What exists now.
    func observe() async throws -> Observed {
        try await observe(try await containers())
    }

    /// What exists now, with these containers.
    func observe(_ containers: [ObservedContainer]) async throws -> Observed {
        var observed = Observed()
        observed.hosts = try await systems.hosts.read()
        observed.proxyConfig = try await systems.proxy.installedConfig()
        observed.composeFile = try systems.files.contents(paths.composeFile)
            .map { Secret(String(decoding: $0, as: UTF8.self)) }
        for (file, bytes) in try await systems.trees.files(below: TrustedRoot(paths.commandFiles))
        where !CommandScript.isRevision(file) {
            observed.scripts[file] = String(decoding: bytes, as: UTF8.self)
        }
        // One under its lasting name comes before one that was to replace it.
        for container in containers where observed.containers[container.service] == nil {
            observed.containers[container.service] = container.observed(on: names.network)
            if container.service == StackNames.proxyService {
                observed.proxyNames = container.networks[names.network]?.aliases ?? []
            }
        }
        return observed
    }
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
            isCutOff: status == .running && networks[network] == nil
        )
    }
}
