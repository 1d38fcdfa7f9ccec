import DustyCore

extension Stack {
    private static let fileWarning = "file "

    /// The address for forwarded ports while the engine cannot be asked.
    private static let usualBridge = "172.17.0.1"

    /// Reads again what the specs and settings want; errors become a warning.
    func refreshWanted() async {
        await lookAtSpecs()
        // What containers would be made from, which requires more than the rows do: if it is not known, nothing is
        // claimed.
        let (compiled, composed) = (try? await compile(images: .now), self.composed)
        await observatory.update { facts in
            facts.revision += 1
            facts.definitions = compiled?.blueprint.definitions ?? [:]
            facts.composed = composed
        }
    }

    /// Apps and services that the Compose file has, so that containers of them were asked for; nil when it cannot be read.
    private var composed: Set<String>? {
        guard let bytes = try? systems.files.contents(paths.composeFile) else {
            return systems.files.isFile(paths.composeFile) ? nil : []
        }
        return ComposeFile.services(in: Secret(String(decoding: bytes, as: UTF8.self)))
    }

    private func lookAtSpecs() async {
        do {
            let settings = try await settings.current()
            let (specs, problems) = try await loader.inspect(settings)
            await observatory.update { $0.wanted.bundles = specs.bundleRows(active: settings.bundles) }
            guard problems.isEmpty else { throw DustyError(specs: problems) }
            let assembled = AssembledSpecs(specs, activeBundles: settings.bundles.filter { specs.bundles[$0] != nil })
            let repoPaths = RepoPaths(settings: settings, paths: paths)
            let usual = MachineFacts(address: names.address, bridgeAddress: Self.usualBridge, root: paths.machine)
            let facts = (try? await systems.machine.facts()) ?? usual
            var inputs = Inputs(assembled: assembled, names: names, machine: facts)
            inputs.shared = try await shared(assembled, settings)
            let blueprint = try Blueprint(compiling: inputs)
            let wanted = WantedStack(specs, assembled, blueprint, repoPaths, settings, lender: stacks.own.name)
            await observatory.update { known in
                known.wanted = wanted
                known.warnings[.specs] = nil
            }
        } catch let error as DustyError {
            let first = error.problems?.first.map { ": \($0)" } ?? ""
            await observatory.update {
                $0.warnings[.specs] = Warning(subject: .specs, message: error.message + first, hint: error.hint)
            }
        } catch {
            await observatory.update { $0.warnings[.specs] = Warning(subject: .specs, message: "\(error)") }
        }
    }

    /// Shows in the status which files cannot be read. Once the settings can be read again, so is what they want.
    func refreshFileWarnings() async {
        let faults = await settings.faults()
        let kept = UnreadableFiles(paths: paths, files: systems.files).warnings
        let warnings = faults.map { Warning(subject: .settings, message: $0.message, hint: $0.hint) } + kept
        let before = await observatory.current().warnings.filter { $0.key.hasPrefix(Self.fileWarning) }
        guard Set(before.values) != Set(warnings) else { return }
        await observatory.update { facts in
            for key in before.keys { facts.warnings[key] = nil }
            for (index, warning) in warnings.enumerated() { facts.warnings["\(Self.fileWarning)\(index)"] = warning }
        }
        if faults.isEmpty, before.values.contains(where: { $0.subject == .settings }) { await refreshWanted() }
    }
}

extension WantedStack {
    /// The rows that the active part of the specs asks for.
    init(
        _ specs: Specs,
        _ assembled: AssembledSpecs,
        _ blueprint: Blueprint,
        _ paths: RepoPaths,
        _ settings: Settings,
        lender: String
    ) {
        isFollowed = settings.follow
        sharing = blueprint.compose.sharing
        idle = settings.idle?.duration
        inactive = specs.inactive(beside: settings.bundles)
        bundles = specs.bundleRows(active: settings.bundles)
        apps = assembled.apps.map { app in
            Item(
                name: app.name,
                image: blueprint.compose[app.name]?.image,
                urls: blueprint.ports.urls(of: app.name),
                ports: blueprint.ports.chains(of: app.name),
                repos: assembled.repos(of: app).map(\.name),
                parts: assembled.parts(of: app),
                directory: app.keepsImageCommand ? nil : app.mount,
                gate: blueprint.gates[app.name],
                mayEnd: blueprint.mayEnd(app.name),
                isOnStackNetwork: blueprint.compose[app.name]?.isOnStackNetwork == true
            )
        }
        services = assembled.services.map { service in
            let isShared = blueprint.compose.shared[service.name] != nil
            return Item(
                name: service.name,
                image: isShared ? service.compose["image"]?.text : blueprint.compose[service.name]?.image,
                urls: blueprint.ports.urls(of: service.name),
                ports: blueprint.ports.chains(of: service.name),
                repos: [],
                gate: blueprint.gates[service.name],
                mayEnd: blueprint.mayEnd(service.name),
                isOnStackNetwork: blueprint.compose[service.name]?.isOnStackNetwork == true,
                lender: isShared ? lender : nil,
                lentNames: blueprint.compose.sharedNames[service.name] ?? []
            )
        }
        libs = assembled.libs.map { lib in
            let users = assembled.apps.filter { $0.depends.libs.contains(lib.name) }.map(\.name)
            return LibStatus(name: lib.name, repo: lib.repo.name, usedBy: users)
        }.sorted { $0.name < $1.name }
        repos = assembled.repos.map { $0.inUse(paths, assembled.specs) }.sorted {
            ($0.shortName, $0.name) < ($1.shortName, $1.name)
        }
    }
}

extension Blueprint {
    /// Fingerprints of all definitions, by app or service.
    var definitions: [String: String] {
        Dictionary(compose.entries.map { ($0.name, $0.fingerprint) }) { first, _ in first }
    }

    /// Whether exit code 0 is not a failure of an app or a service.
    fileprivate func mayEnd(_ name: String) -> Bool {
        gates[name]?.probe == .completed || compose[name]?.mayEnd == true
    }
}

extension PortTable {
    /// The ports on the way to an app or a service: the proxy's, the machine's if one is used, the container's.
    fileprivate func chains(of name: String) -> [String] {
        let machine = Set((compose[name] ?? []).map(\.host))
        return proxy.filter { $0.app == name }.map { rule in
            let between = machine.contains(rule.upstreamPort) ? ":\(rule.upstreamPort)" : ""
            return "\(rule.hostPort)\(between):\(rule.containerPort)"
        }
    }
}

extension Specs {
    /// Every bundle, by name.
    func bundleRows(active: [String]) -> [BundleStatus] {
        bundles.sorted { $0.key < $1.key }.map { name, bundle in
            BundleStatus(name: name, description: bundle.description, active: active.contains(name))
        }
    }
}
