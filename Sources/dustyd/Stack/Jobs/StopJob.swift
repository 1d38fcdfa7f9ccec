import DustyCore

/// Stops the named services, or all of them with the proxy; with `remove`, removes their containers too.
struct StopJob: StackJob {
    static let needs: JobNeeds = [.machine, .engine]

    let stack: Stack
    let data: PersistedData
    var names: [String] = []
    var remove = false

    func check() async throws {
        try await stack.refuseUnknown(services: names)
    }

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        await reporter.plan(["stop"] + (remove ? ["remove"] : []))
        try await reporter.step("stop") { _ in try await stop(reporter) }
        guard remove else { return }
        try await reporter.step("remove") { _ in
            let left = try await stack.containers().filter { names.isEmpty || names.contains($0.service) }
            guard !left.isEmpty else { return nil }
            try await stack.marking(left.map(\.service), as: .stopping, reporter) {
                for container in left { try await stack.systems.engine.remove(container: container.id) }
            }
            return left.map(\.service).sorted().joined(separator: ", ")
        }
    }

    private func stop(_ reporter: JobReporter) async throws -> String? {
        let targets = try await stack.containers().filter { container in
            [.running, .restarting, .paused].contains(container.status)
                && (names.isEmpty || names.contains(container.service))
        }
        guard !targets.isEmpty else { return nil }
        let ids = targets.map(\.id)
        await stack.observatory.update { $0.stoppedOnRequest.formUnion(ids) }
        // Specs that cannot be read must not keep anything running.
        let compiled = try? await stack.compile(needsVariables: false)
        // What they have now must be there when they start again.
        if let compiled { try? await data.note(compiled) }
        try await stack.marking(targets.map(\.service), as: .stopping, reporter) {
            try await stack.stopper.stop(targets, needs: compiled?.needs ?? [:])
            await stack.observatory.update { $0.stoppedOnRequest.formUnion(ids) }
        }
        return targets.map(\.service).sorted().joined(separator: ", ")
    }
}

/// Stops everything, then the machine if it can be stopped.
struct ShutdownJob: StackJob {
    static let needs: JobNeeds = []

    let machine: any Machine
    let stop: StopJob

    func run(for caller: Caller, _ reporter: JobReporter) async throws {
        // A machine that cannot be reached, or does not run, has nothing to stop first.
        if (try? await machine.ready()) != nil { try await stop.run(for: caller, reporter) }
        try await reporter.step("machine") { step in
            let words = try await machine.shutDown()
            await step.output(words)
            return words
        }
    }
}
