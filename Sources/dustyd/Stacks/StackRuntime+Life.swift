import DustyCore

extension StackRuntime {
    /// Gives a new stack its settings and clones its specs; returns their address. Without specs of its own it gets
    /// those of another stack with its bundles, variables and assets: a second copy of the same project. Repos are
    /// clean clones.
    func furnish(as request: StackRequest, like other: StackRuntime, for caller: Caller) async throws -> String? {
        var setup = SetupRequest(specsRepo: request.specsRepo, bundles: request.bundles)
        if request.specsRepo == nil {
            let settings = try await other.stack.settings.current()
            let variables = try settings.variables()
            let specs = try other.stack.loader.specsRepo(settings)
            _ = try await stack.settings.change { own in
                own.envOverrides = variables
                own.repoOverrides[specs.name] = settings.repoOverrides[specs.name]
                own.overrideUsers[specs.name] = settings.overrideUsers[specs.name]
            }
            try await copyAssets(of: other)
            setup.specsRepo = settings.specsRepo
            // Bundles may be active there that the specs no longer have.
            let known = try await other.stack.loader.inspect(settings).specs.bundles
            setup.bundles = request.bundles ?? settings.bundles.filter { known[$0] != nil }
        }
        let specs = try await Administration(copies, disk: disk).setUp(setup, for: caller).specsRepo
        guard let share = request.share, !share.isEmpty else { return specs }
        let settings = try await stack.settings.change { $0.share = Set(share).sorted() }
        try await stack.checkSharing(settings)
        await stack.refreshWanted()
        return specs
    }

    private func copyAssets(of other: StackRuntime) async throws {
        for name in try await other.systems.assets.all().keys.sorted() {
            guard let bytes = try await other.systems.assets.read(name) else { continue }
            try await systems.assets.write(name, bytes)
        }
    }
}

extension StackRuntime {
    /// Throws `.conflict` when the stack's clones hold work that exists nowhere else.
    func checkWork() async throws {
        let repos = RepoDirectories(root: stack.paths.repos)
        var losses: [String] = []
        for clone in try await UserThread.run({ repos.found() }) {
            let loss = try await disk.unsavedWork(in: "\(repos.root)/\(clone)")
            if let loss { losses.append("\(clone) (\(loss))") }
        }
        guard !losses.isEmpty else { return }
        throw DustyError(
            .conflict,
            "clones of the stack hold work that exists nowhere else: \(losses.joined(separator: ", "))",
            hint: "push it, or use --force to remove the stack anyway"
        )
    }

    /// Throws `.busy` when a job of the stack is running.
    func checkIdle(beforeRemoving record: StackRecord) async throws {
        guard let job = await jobs.all().first(where: { !$0.state.isFinal && $0.kind != .watch }) else { return }
        throw DustyError(
            .busy,
            "job \(job.id) (\(job.title)) of \(job.user) is running in the stack `\(record.name)`",
            hint: "wait for it, or cancel it with `dusty cancel -s \(record.name) \(job.id)`"
        )
    }

    /// Takes the stack down, as `dusty down` does; throws when that fails.
    func takeDown(for caller: Caller) async throws {
        let job = try await jobs.start(JobRequest(.down()), for: caller)
        for await _ in try await jobs.changes(of: job.id) where try await jobs.job(job.id).state.isFinal { break }
        let ended = try await jobs.job(job.id)
        guard ended.state == .succeeded else {
            throw ended.error ?? DustyError(.cancelled, "job \(job.id), which takes the stack down, was cancelled")
        }
    }

    /// Removes everything of a stopped stack from the engine, and returns what still exists.
    func clear() async throws -> StackRemoval {
        var removal = StackRemoval(name: names.name, removed: ["containers, networks and host names"], left: [])
        try await SuiteProjects(names: names, paths: stack.paths, systems: systems).clear()
        try await systems.oneOffs.clear(systems.oneOffs.names, with: systems.engine)
        let plan = try await disk.cleanupPlan([.containers, .images, .volumes], repos: nil)
        for item in plan.remove {
            if let why = try await disk.remove(item) {
                removal.left.append("\(item.kind.rawValue) \(item.name): \(why)")
            } else {
                removal.removed.append("\(item.kind.rawValue) \(item.name)")
            }
        }
        removal.left += try await remains()
        removal.left = Set(removal.left).sorted()
        return removal
    }

    /// What the engine and the hosts file still have of the stack, by its labels and marks.
    private func remains() async throws -> [String] {
        let usage = try await disk.storage.usage()
        func isOurs(_ labels: [String: String]) -> Bool { disk.ownership.owns(labels) }
        var left = usage.containers.filter { isOurs($0.labels) }.map { "container \($0.name)" }
        left += disk.ownership.oneOffs(systems.oneOffs.names, in: usage).map { "container \($0.name)" }
        left += usage.images.filter(disk.ownership.owns).map { "image \($0.tags.first ?? $0.id)" }
        left += usage.volumes.filter { isOurs($0.labels) }.map { "volume \($0.name)" }
        left += try await disk.storage.networks(project: names.project).map { "network \($0.name)" }
        let hosts = try await systems.hosts.read()
        if HostsSection(names: names).body(in: hosts) != nil { left.append("lines in \(stack.paths.hosts)") }
        return left
    }
}

extension StackInfo {
    /// What is known of a stack; `record` is nil for the daemon's own.
    init(_ runtime: StackRuntime, _ record: StackRecord?) async {
        let facts = await runtime.observatory.current()
        let settings = try? await runtime.stack.settings.current()
        let running = facts.containers.filter { $0.state.isRunning && $0.service != StackNames.proxyService }
        let snapshot = await runtime.observatory.snapshot()
        let rows = (snapshot.apps + snapshot.services).filter(\.wanted)
        let borrowed = facts.wanted.services.filter { $0.lender != nil }.map(\.name)
        let lent = facts.borrowersByService
        let stats = facts.containers.compactMap { facts.stats[$0.id] }
        self.init(
            name: runtime.names.name,
            slot: runtime.names.slot,
            owner: record?.owner,
            specsRepo: settings?.specsRepo?.withoutLogins ?? record?.specsRepo,
            bundles: settings?.bundles ?? [],
            directories: record?.directories ?? [],
            createdAt: record?.createdAt,
            address: facts.machine.address ?? runtime.names.address,
            running: running.count + facts.borrowed.count { $0.value.row.state.isRunning },
            active: facts.wanted.serviceNames.count,
            up: rows.count { $0.state == .up && !$0.isFailing },
            failing: rows.count(where: \.isFailing),
            cpuPercent: stats.isEmpty ? nil : stats.map(\.cpuPercent).reduce(0, +),
            memoryBytes: stats.isEmpty ? facts.memoryBytes : stats.map(\.memoryBytes).reduce(0, +),
            persistBytes: facts.persistBytes,
            isBeingRemoved: record?.phase == .removing,
            idleSince: facts.idleSince
        )
        shares = borrowed.isEmpty ? nil : borrowed
        lends = lent.isEmpty ? nil : lent
    }
}
