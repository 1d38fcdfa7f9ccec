import DustyCore

/// Brings the active bundles, or some of what is active, up: gather, compile, plan, apply. Nothing that runs is touched before compiling has succeeded.
struct UpJob: StackJob {
    static let needs: JobNeeds = [.machine, .engine, .settledData]

    let stack: Stack
    let copies: RepoCopies
    let data: PersistedData
    /// Apps and services that are brought up with all that they need, while others are left as they are; all active ones when empty.
    var names: [String] = []
    /// Whether managed repos are updated first.
    let pull: Bool
    /// Whether containers are replaced whose definition changed.
    let recreate: Bool
    /// Apps and services that may start on an empty directory if their data is gone.
    let fresh: [String]

    var starter: ContainerStarter { ContainerStarter(stack: stack) }

    /// What it works towards, and how.
    struct Course: Sendable {
        var compiled: CompiledStack
        var plan: Plan
        var scope: CompiledStack.Scope
    }

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

    func check() async throws {
        try await stack.observatory.current().wanted.refuseUnknown(fresh)
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        await reporter.plan([
            Title.repos, Title.compile, Title.plan, Title.sync, Title.scripts, Title.proxy, Title.containers,
            Title.hosts, Title.check,
        ])
        try await reporter.step(Title.repos) { step in
            try await RepoUpdater(stack: stack).update(for: caller, pull: pull, step)
        }
        let compiled = try await reporter.step(Title.compile) { _ in
            let compiled = try await stack.gather(images: .now)
            try await Prerequisites(stack).check(compiled.assembled, in: compiled.own(try compiled.scope(of: names)))
            return (compiled, compiled.summary)
        }
        let course = try await reporter.step(Title.plan) { step in
            let course = try await plan(compiled)
            try await data.accept(lossOf: fresh, compiled)
            try await data.check(course.plan.begun, compiled) { await step.output($0) }
            if let warning = await stack.memoryBudget(starting: course.plan.begun)?.warning {
                await step.output(warning)
            }
            return (course, course.plan.isEmpty ? "everything is as wanted" : course.plan.summary)
        }
        if !course.plan.lend.isEmpty {
            try await reporter.step("shared services") { _ in
                try await stack.lend(course.plan.lend, for: caller)
                return course.plan.lend.joined(separator: ", ")
            }
        }
        let changed = try await updateCopies(course, reporter)
        let (done, blocked) = try await apply(course, reporter)
        try await choosePath(after: done, reporter)
        try await restartChanged(changed, done, reporter)
        try await reporter.step(Title.check) { step in
            try await stack.checkBorrowed(done.compiled.shared(in: done.scope))
            return try await StartCheck(stack: stack).settle(done.services, blocked: blocked, step)
        }
        // On another machine observing costs a round trip, which an empty plan must not.
        if done.plan.touchesContainers || stack.paths.machineName == nil { try await data.note(done.compiled) }
        await stack.observatory.update { $0.warnings[.restore] = nil }
    }

    /// The plan from what is observed to what is wanted. What an interrupted job left half replaced is repaired first.
    private func plan(_ compiled: CompiledStack) async throws -> Course {
        let containers = try await stack.tidy(try await stack.containers())
        let observed = try await stack.observe(containers)
        if stack.names.isBeside {
            try compiled.blueprint.hosts.checkNames(in: stack.yielding(observed.hosts, to: compiled.specs))
        }
        var course = try await course(compiled, from: observed)
        let staying = containers.filter { !course.plan.remove.contains($0.service) }
        try stack.refuseClash(compiled.shared(in: course.scope), among: staying)
        if course.plan.touchesContainers { try await stack.clearRemains(beside: containers) }
        let missing = course.plan.made.filter { observed.containers[$0] == nil }
        try await stack.refuseStrangers(named: missing)
        // Each round shows all ports that are in the way at that time; their replacements may be, too.
        var rounds = 3
        while rounds > 0, try await claimPorts(course, running: observed) {
            rounds -= 1
            let again = try await stack.gather(images: .known(compiled.builds))
            course = try await self.course(again, from: observed)
        }
        return course
    }

    func course(_ compiled: CompiledStack, from observed: Observed) async throws -> Course {
        let scope = try compiled.scope(of: names)
        let plan = try await stack.plan(compiled, from: observed, of: scope, keeping: !recreate)
        return Course(compiled: compiled, plan: plan, scope: scope)
    }

    /// What changed in copies, by the name of the repo.
    private func updateCopies(_ course: Course, _ reporter: JobReporter) async throws -> [String: TransferResult] {
        try await reporter.step(Title.sync) { step in
            let compiled = course.compiled
            let repos = course.scope == .everything ? compiled.repos : compiled.repos(of: course.services)
            let results = try await copies.update(repos, compiled, whenChanged: true, step)
            let changed = results.filter(\.value.changed)
            let files = changed.values.reduce(0) { $0 + $1.files + $1.deleted }
            return (changed, changed.isEmpty ? nil : "\(changed.count.counting("repo")), \(files.counting("file"))")
        }
    }

    /// Carries out the plan; returns the steps that were finally taken, and what was not started because of others.
    private func apply(
        _ course: Course,
        _ reporter: JobReporter
    ) async throws -> (done: Course, blocked: [BlockedStart]) {
        try await reporter.step(Title.scripts) { _ in
            try await CommandFileWriter(stack: stack).write(course.plan, course.compiled)
        }
        try await reporter.step(Title.proxy) { _ in try await writeProxy(course) }
        let (done, blocked) = try await reporter.step(Title.containers) { step in
            var course = course
            // What one attempt made and a later one replaces has no log worth keeping.
            var former = course.plan.touchesContainers ? try await stack.containers() : []
            let blocked = try await persisting(&course, step) { course in
                try await compose(course, from: &former, reporter, step)
            }
            return ((course, blocked), course.plan.containerSummary)
        }
        try await reporter.step(Title.hosts) { _ in try await writeHosts(done.compiled) }
        return (done, blocked)
    }

    /// Has the host names lead to the stack, once it is known where the proxy's ports answer; what others wrote meanwhile stays.
    private func writeHosts(_ compiled: CompiledStack) async throws -> String? {
        let address = try await stack.systems.machine.open(compiled.blueprint.ports.listenPorts)
        let name = stack.names.name
        var (compiled, isNew) = (compiled, false)
        // While the job ran, the plain names may have been given to another stack: they stay where they were given.
        for _ in 0..<3 {
            let front = stack.stacks.front
            if compiled.front != front { compiled = try await stack.compile(needsVariables: false) }
            let (section, specs) = (compiled.blueprint.hosts.leading(to: address), compiled.specs)
            if stack.names.isBeside {
                try section.checkNames(in: stack.yielding(try await stack.systems.hosts.read(), to: specs))
                try stack.stacks.renew(StackFront(name: name, hostNames: specs.plainNames))
            }
            isNew =
                try await stack.systems.hosts.change { [stack] file in
                    section.applied(to: stack.yielding(file, to: specs))
                } || isNew
            if stack.stacks.front?.name == front?.name { break }
        }
        return isNew ? compiled.blueprint.hosts.entries.count.counting("name") : nil
    }

    /// A container sees changed code at once, but its process must restart to use it, whether this job copied the code
    /// or it came before.
    private func restartChanged(
        _ changes: [String: TransferResult],
        _ course: Course,
        _ reporter: JobReporter
    ) async throws {
        let compiled = course.compiled
        let facts = await stack.observatory.current()
        let apps = compiled.restarts(for: changes, course.plan, course.scope, facts).map(\.app)
        guard !apps.isEmpty else { return }
        try await reporter.step("restart for new code") { _ in
            let all = compiled.withFollowers(apps, among: facts.containers)
            try await data.check(all, compiled)
            try await starter.restart(all, compiled, reporter)
            return all.joined(separator: ", ")
        }
    }

    /// Makes sure that the proxy's ports are free, unless it has them, and those of what will be started. True when
    /// others than planned are used from now on, because the engine does not release the planned ones.
    private func claimPorts(_ course: Course, running observed: Observed) async throws -> Bool {
        let (compiled, machine) = (course.compiled, stack.systems.machine)
        let forwarded = course.plan.begun.filter { observed.containers[$0]?.condition != .running }
            .flatMap { compiled.blueprint.ports.compose[$0] ?? [] }.map(\.host)
        let isNew = try await machine.goAround(forwarded, address: compiled.facts.bridgeAddress, refused: false)
        let proxy = observed.containers[StackNames.proxyService]
        let fingerprint = compiled.blueprint.compose[StackNames.proxyService]?.fingerprint
        guard proxy?.condition != .running || proxy?.fingerprint != fingerprint else { return isNew }
        let (ports, address) = (compiled.blueprint.ports.listenPorts, compiled.facts.publishAddress)
        try await machine.endOrphanedForwarders(on: ports, address: address)
        if try await machine.goAround(ports, address: address, refused: false) { return true }
        if !isNew { try await machine.checkPorts(ports, address: address) }
        return isNew
    }
}

extension UpJob.Course {
    /// The apps and services that are meant, and those that follow them.
    var services: [String] {
        compiled.everything.filter { scope.contains($0) || plan.follow.contains($0) || plan.restart.contains($0) }
    }
}

extension CompiledStack {
    /// The active part in numbers.
    fileprivate var summary: String {
        [
            assembled.apps.count.counting("app"), assembled.services.count.counting("service"),
            repos.count.counting("repo"),
        ]
        .joined(separator: ", ")
    }
}

extension Plan {
    /// What will be done, in words.
    fileprivate var summary: String {
        var parts: [String] = []
        if !scripts.isEmpty { parts.append(scripts.count.counting("command file")) }
        if proxyConfig != nil { parts.append("proxy config") }
        if touchesContainers, let summary = containerSummary { parts.append(summary) }
        if !touchesContainers, !(join + borrow + attach + giveBack).isEmpty, let summary = containerSummary {
            parts.append(summary)
        }
        if proxyNames != nil, !touchesContainers { parts.append("names inside containers") }
        if composeFile != nil, !touchesContainers { parts.append("Compose file") }
        if hosts != nil { parts.append("hosts file") }
        return parts.joined(separator: ", ")
    }

    /// What happens to containers, in words; nil when nothing does.
    var containerSummary: String? {
        let parts = [
            ("build", build), ("create", create), ("start", start), ("replace", replace + follow), ("remove", remove),
            ("restart", restart), ("connect", join + borrow + attach), ("disconnect", giveBack),
        ]
        .filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1.joined(separator: " "))" }
        return parts.isEmpty
            ? proxyNames.map { "\($0.count.counting("name")) inside containers" } : parts.joined(separator: ", ")
    }
}
