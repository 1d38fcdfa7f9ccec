import DustyCore

extension StackRunner {
    private enum Title {
        static let repos = "update repos"
        static let compile = "compile"
        static let plan = "plan"
        static let sync = "sync code"
        static let scripts = "command files"
        static let proxy = "proxy config"
        static let containers = "containers"
        static let hosts = "hosts file"
        static let check = "check"
    }

    /// Brings the active bundles up: gather, compile, plan, apply. Nothing that runs is touched before compiling has succeeded.
    func up(pull: Bool, recreate: Bool, fresh: [String], for caller: Caller, _ reporter: JobReporter) async throws {
        await reporter.plan([
            Title.repos, Title.compile, Title.plan, Title.sync, Title.scripts, Title.proxy, Title.containers,
            Title.hosts, Title.check,
        ])
        try await reporter.step(Title.repos) { step in
            try await updateRepos(for: caller, pull: pull, step)
        }
        let gathered = try await reporter.step(Title.compile) { _ in
            let gathered = try await gather()
            try await checkProvided(gathered.assembled)
            return (gathered, gathered.summary)
        }
        let work = try await reporter.step(Title.plan) { step in
            let work = try await plan(gathered, recreate: recreate)
            if !fresh.isEmpty { try await acceptLoss(fresh, gathered) }
            try await checkData(work.plan.begun, gathered) { await step.output($0) }
            return (work, work.plan.isEmpty ? "everything is as wanted" : work.plan.summary)
        }
        let changed = try await syncAll(work.gathered, reporter)
        let (done, blocked) = try await apply(work, reporter)
        try await restartChanged(changed, except: done.plan.begun, done.gathered, reporter)
        try await reporter.step(Title.check) { step in
            try await settle(done.gathered.everything, blocked: blocked, step)
        }
        // On another machine looking costs a round trip, which a plan without steps must not.
        if done.plan.touchesContainers || paths.machineName == nil { try await noteData(done.gathered) }
        await observatory.update { $0.warnings["restore"] = nil }
    }

    /// The way from what is there to what is wanted. What a job that was cut off left half replaced is put right first.
    private func plan(_ gathered: Gathered, recreate: Bool) async throws -> UpWork {
        let containers = try await tidy(try await containers())
        let observed = try await observe(containers)
        var work = UpWork(
            gathered: gathered,
            plan: Planner.plan(gathered.blueprint, from: observed, keeping: !recreate),
            recreate: recreate
        )
        if work.plan.touchesContainers { try await clearRemains(beside: containers) }
        let missing = work.plan.create.filter { observed.containers[$0] == nil }
        try await refuseStrangers(named: missing)
        // Each round shows all ports that are in the way then; what is used instead may be, too.
        var rounds = 3
        while rounds > 0, try await claimPorts(work, running: observed) {
            rounds -= 1
            work.gathered = try await gather()
            work.plan = Planner.plan(work.gathered.blueprint, from: observed, keeping: !recreate)
        }
        return work
    }

    private func syncAll(_ gathered: Gathered, _ reporter: JobReporter) async throws -> Set<String> {
        try await reporter.step(Title.sync) { step in
            let results = try await transfer(gathered.repos, gathered, whenChanged: true, step)
            let changed = results.filter(\.value.changed)
            let files = changed.values.reduce(0) { $0 + $1.files + $1.deleted }
            return (
                Set(changed.keys), changed.isEmpty ? nil : "\(changed.count) repos, \(files) files"
            )
        }
    }

    /// Does what the plan says; returns what was done in the end, and who was not started because of others.
    private func apply(_ work: UpWork, _ reporter: JobReporter) async throws -> (done: UpWork, blocked: [Blocked]) {
        try await reporter.step(Title.scripts) { _ in try await write(work.plan, work.gathered) }
        try await reporter.step(Title.proxy) { _ in try await writeProxy(work) }
        let (done, blocked) = try await reporter.step(Title.containers) { step in
            var work = work
            let blocked = try await persisting(&work, step) { try await compose($0, reporter, step) }
            return ((work, blocked), work.plan.containerSummary)
        }
        try await reporter.step(Title.hosts) { _ in
            // Once it is known where the proxy's ports answer; what others wrote meanwhile stays.
            let address = try await systems.machine.open(done.gathered.blueprint.ports.listenPorts)
            let section = done.gathered.blueprint.hosts.leading(to: address)
            guard try await systems.hosts.change(section.applied) else { return nil }
            return "\(done.gathered.blueprint.ports.hosts.count) names"
        }
        return (done, blocked)
    }

    private func compose(_ work: UpWork, _ reporter: JobReporter, _ step: StepReporter) async throws -> [Blocked] {
        let (plan, gathered) = (work.plan, work.gathered)
        if let file = plan.composeFile {
            try systems.files.replace(paths.composeFile, with: Array(file.revealed.utf8), mode: 0o600)
        }
        var blocked: [Blocked] = []
        if plan.touchesContainers {
            // Compose can neither start nor end what is paused.
            for container in try await containers() { try await resume(container) }
            blocked = try await marking(plan.create + plan.start + plan.replace, as: .starting, reporter) {
                try await marking(plan.remove, as: .stopping, reporter) {
                    // Compose itself starts everything in one go where nobody waits for anybody.
                    guard gathered.blueprint.gates.isEmpty, work.recreate else {
                        return try await makeAndStart(plan, gathered, recreate: work.recreate, step)
                    }
                    try await systems.building(try await buildContexts(gathered)) {
                        try await composing { try await runCompose(plan, step) }
                    }
                    return []
                }
            }
        }
        if let names = plan.proxyNames { try await giveNames(names) }
        if plan.proxyConfig != nil, !plan.create.contains(StackNames.proxyService) { try await systems.proxy.reload() }
        return blocked
    }

    private func runCompose(_ plan: Plan, _ step: StepReporter) async throws {
        let report = ComposeReport(step)
        if !plan.replace.isEmpty {
            try await systems.compose.up(project, services: plan.replace, recreate: true, withDependencies: false) {
                await report.take($0)
            }
        }
        try await systems.compose.up(project, services: [], recreate: false, withDependencies: true) {
            await report.take($0)
        }
    }

    /// Code that changed is seen by a container at once, but its process must start again to use it: whether it was this job that brought
    /// the code, or it came before by itself.
    private func restartChanged(
        _ repos: Set<String>,
        except fresh: [String],
        _ gathered: Gathered,
        _ reporter: JobReporter
    ) async throws {
        let facts = await observatory.current()
        let apps = gathered.assembled.apps.filter { app in
            guard !fresh.contains(app.name) else { return false }
            let used = gathered.assembled.repos(of: app).map(\.name)
            let container = facts.containers.first { $0.service == app.name }
            let isOlder = container.map { !facts.olderCode(of: $0, among: used).isEmpty } ?? false
            return isOlder || used.contains(where: repos.contains)
        }.map(\.name)
        guard !apps.isEmpty else { return }
        try await reporter.step("restart for new code") { _ in
            try await restartContainers(apps, gathered, reporter)
            return apps.joined(separator: ", ")
        }
    }

    /// Makes sure that the proxy can have its ports, unless it has them, and those who will be started theirs. True when others than planned are
    /// used from now on, because the engine does not give back the planned ones.
    private func claimPorts(_ work: UpWork, running observed: Observed) async throws -> Bool {
        let (gathered, machine) = (work.gathered, systems.machine)
        let starting = work.plan.create + work.plan.start + work.plan.replace
        let forwarded = starting.filter { observed.containers[$0]?.condition != .running }
            .flatMap { gathered.blueprint.ports.compose[$0] ?? [] }.map(\.host)
        let isNew = try await machine.goAround(forwarded, address: gathered.facts.bridgeAddress, refused: false)
        let proxy = observed.containers[StackNames.proxyService]
        let fingerprint = gathered.blueprint.compose[StackNames.proxyService]?.fingerprint
        guard proxy?.condition != .running || proxy?.fingerprint != fingerprint else { return isNew }
        let (ports, address) = (gathered.blueprint.ports.listenPorts, gathered.facts.publishAddress)
        try await machine.endOrphanedForwarders(on: ports, address: address)
        if try await machine.goAround(ports, address: address, refused: false) { return true }
        if !isNew { try await machine.checkPorts(ports, address: address) }
        return isNew
    }
}

extension Gathered {
    /// The active part in numbers.
    fileprivate var summary: String {
        "\(assembled.apps.count) apps, \(assembled.services.count) services, \(repos.count) repos"
    }
}

extension Plan {
    /// Services whose container starts.
    var begun: [String] { create + start + replace }

    /// What will be done, in words.
    fileprivate var summary: String {
        var parts: [String] = []
        if !scripts.isEmpty { parts.append("\(scripts.count) command files") }
        if proxyConfig != nil { parts.append("proxy config") }
        if touchesContainers, let summary = containerSummary { parts.append(summary) }
        if proxyNames != nil, !touchesContainers { parts.append("names inside containers") }
        if composeFile != nil, !touchesContainers { parts.append("Compose file") }
        if hosts != nil { parts.append("hosts file") }
        return parts.joined(separator: ", ")
    }

    /// What happens to containers, in words; nil when nothing does.
    fileprivate var containerSummary: String? {
        let parts = [("create", create), ("start", start), ("replace", replace), ("remove", remove)]
            .filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: " "))" }
        return parts.isEmpty ? proxyNames.map { "\($0.count) names inside containers" } : parts.joined(separator: ", ")
    }
}
