import DustyCore

/// Copies the code of apps, then restarts their containers: those of the named services, of the apps that have one of
/// the named repos, or all active ones.
struct RestartJob: StackJob {
    static let needs: JobNeeds = [.machine, .engine, .settledData]

    let stack: Stack
    let copies: RepoCopies
    let data: PersistedData
    let targets: Job.RestartTargets
    /// Whether code is copied first.
    let syncs: Bool

    func check() async throws {
        if case .services(let names) = targets { try await stack.refuseUnknown(services: names) }
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        await reporter.plan(["compile"] + (syncs ? ["sync code"] : []) + ["command files", "restart", "check"])
        let compiled = try await reporter.step("compile") { _ in
            let compiled = try await stack.gather()
            return (compiled, compiled.assembled.apps.count.counting("app"))
        }
        let services = try services(of: compiled)
        try await data.check(services, compiled)
        if syncs {
            try await reporter.step("sync code") { step in
                try await copies.update(compiled.repos(of: services), compiled, step).values.changedSummary
            }
        }
        try await reporter.step("command files") { _ in
            let plan = Planner.plan(compiled.blueprint, from: try await stack.observe())
            return try await CommandFileWriter(stack: stack).write(plan, compiled)
        }
        let all = compiled.withFollowers(services, among: try await stack.containers())
        var missing: [String] = []
        try await reporter.step("restart") { _ in
            try await data.check(all, compiled)
            missing = try await ContainerStarter(stack: stack).restart(all, compiled, reporter)
            return all.filter { !missing.contains($0) }.joined(separator: ", ")
        }
        let restarted = all.filter { !missing.contains($0) }
        if !restarted.isEmpty {
            try await reporter.step("check") { step in try await StartCheck(stack: stack).settle(restarted, step) }
            try await data.note(compiled)
        }
        guard !missing.isEmpty else { return }
        let verb = missing.count == 1 ? "has no container yet" : "have no containers yet"
        throw DustyError(
            .conflict,
            "\(missing.joined(separator: ", ")) \(verb)" + (restarted.isEmpty ? "" : "; the others were restarted"),
            hint: "`dusty up` makes \(missing.count == 1 ? "it" : "them")"
        )
    }

    private func services(of compiled: CompiledStack) throws -> [String] {
        switch targets {
        case .services(let names): names.isEmpty ? compiled.everything : names
        case .apps(let repos): try apps(using: repos, in: compiled)
        }
    }

    /// The active apps in whose container one of these repos is, libs' repos included. Throws when a repo is not known, or when no active app
    /// has any of them: that must never mean everything.
    private func apps(using repos: [String], in compiled: CompiledStack) throws -> [String] {
        let specsRepos = compiled.specs.repos
        let wanted = try repos.map { try RepoCatalog(specsRepos).resolve($0) }
        let apps = Set(wanted.flatMap(compiled.assembled.apps(using:))).sorted()
        guard !apps.isEmpty else {
            let list = wanted.map(\.shortName).joined(separator: ", ")
            throw DustyError(
                .conflict,
                "no active app has \(list) in its container",
                hint: "`dusty status` shows what is active, `dusty repos list` who uses which repo"
            )
        }
        return apps
    }
}
