import DustyCore

/// What clients ask that is not a job: bundles, repos, validation.
struct Administration: Sendable {
    let stack: Stack
    let copies: RepoCopies
    /// What the engine keeps of the stack; nil where it is not asked for.
    let disk: Disk?
    /// Inspections of clones in progress.
    let looks = SharedWork<CloneLook, CloneState>()

    init(_ copies: RepoCopies, disk: Disk? = nil) {
        stack = copies.stack
        self.disk = disk
        self.copies = copies
    }

    /// Measures the machine for a client that asks once.
    func refreshMachine() async {
        let status = await stack.systems.machine.status()
        await stack.observatory.update { $0.machine = status }
    }

    /// Every bundle of the specs.
    func bundles(for caller: Caller) async throws -> [BundleStatus] {
        try await stack.loader.fetchSpecs(for: caller, update: false)
        let settings = try await stack.settings.current()
        return try await stack.loader.inspect(settings).specs.bundleRows(active: settings.bundles)
    }

    /// Activates or deactivates bundles. It takes effect with the next `up`.
    func change(_ request: BundleRequest, for caller: Caller) async throws -> [BundleStatus] {
        guard !request.names.isEmpty else { throw DustyError(.invalid, "no bundle was named") }
        guard request.active || !request.only else {
            throw DustyError(.invalid, "`only` says which bundles run, so it needs `active`")
        }
        let known = try await bundles(for: caller).map(\.name)
        let active = try await stack.settings.current().bundles
        for name in request.names where !known.contains(name) && !(!request.active && active.contains(name)) {
            throw DustyError.unknown(name, among: known)
        }
        _ = try await stack.settings.change { settings in
            if request.only { settings.bundles = [] }
            settings.bundles.removeAll(where: request.names.contains)
            if request.active { settings.bundles = (settings.bundles + Set(request.names)).sorted() }
        }
        await stack.refreshWanted()
        return try await bundles(for: caller)
    }

    /// Checks the configured specs and reports what is wrong with them.
    func validate(for caller: Caller) async throws -> ValidationReport {
        try await stack.loader.fetchSpecs(for: caller, update: false)
        let settings = try await stack.settings.current()
        let report = ValidationReport(try await stack.loader.sources(settings))
        guard report.ok else { return report }
        return ValidationReport(problems: (report.problems + (try await stack.sharingProblems(settings))).sorted())
    }

    /// The specs as far as they can be read, with all the problems they may have; cloned first when they are not here.
    func specs(for caller: Caller) async throws -> Specs {
        try await stack.loader.fetchSpecs(for: caller, update: false)
        return try await stack.loader.inspect(try await stack.settings.current()).specs
    }

    /// The specs repo, as configured.
    func specsRepo() async throws -> RepoReference {
        try stack.loader.specsRepo(try await stack.settings.current())
    }

    /// The suites of an app or a lib, active or not.
    func testSuites(of name: String, for caller: Caller) async throws -> [TestSuiteInfo] {
        try await stack.loader.fetchSpecs(for: caller, update: false)
        let specs = try await stack.loader.load(try await stack.settings.current())
        return try SuiteTarget.suites(of: name, in: specs)
    }
}
