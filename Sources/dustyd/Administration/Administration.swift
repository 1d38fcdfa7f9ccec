import DustyCore

/// What clients ask that is not a job: bundles, repos, validation.
struct Administration: Sendable {
    let runner: StackRunner
    /// Looks at clones that are being taken.
    let looks = SharedWork<CloneLook, CloneState>()

    init(runner: StackRunner) {
        self.runner = runner
    }

    /// Measures the machine for somebody who asks once.
    func refreshMachine() async {
        let status = await runner.systems.machine.status()
        await runner.observatory.update { $0.machine = status }
    }

    /// Every bundle of the specs.
    func bundles(for caller: Caller) async throws -> [BundleStatus] {
        try await runner.loader.fetchSpecs(for: caller, update: false)
        let settings = try await runner.settings.current()
        return try await runner.loader.inspect(settings).specs.bundleRows(active: settings.bundles)
    }

    /// Activates or deactivates bundles. It takes effect with the next `up`.
    func change(_ request: BundleRequest, for caller: Caller) async throws -> [BundleStatus] {
        guard !request.names.isEmpty else { throw DustyError(.invalid, "no bundle was named") }
        guard request.active || !request.only else {
            throw DustyError(.invalid, "`only` says which bundles shall run, so it needs `active`")
        }
        let known = try await bundles(for: caller).map(\.name)
        let active = try await runner.settings.current().bundles
        for name in request.names where !known.contains(name) && !(!request.active && active.contains(name)) {
            throw DustyError.unknown(name, among: known)
        }
        _ = try await runner.settings.change { settings in
            if request.only { settings.bundles = [] }
            settings.bundles.removeAll(where: request.names.contains)
            if request.active { settings.bundles = (settings.bundles + Set(request.names)).sorted() }
        }
        await runner.refreshWanted()
        return try await bundles(for: caller)
    }

    /// Looks at the configured specs and says what is wrong with them.
    func validate(for caller: Caller) async throws -> ValidationReport {
        try await runner.loader.fetchSpecs(for: caller, update: false)
        return ValidationReport(try await runner.loader.sources(try await runner.settings.current()))
    }

    /// The specs as far as they can be read, with all the problems they may have; cloned first when they are not here.
    func specs(for caller: Caller) async throws -> Specs {
        try await runner.loader.fetchSpecs(for: caller, update: false)
        return try await runner.loader.inspect(try await runner.settings.current()).specs
    }

    /// The specs repo, as configured.
    func specsRepo() async throws -> RepoReference {
        try runner.loader.specsRepo(try await runner.settings.current())
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
