import DustyCore

/// Waits for what was started.
struct StartCheck: Sendable {
    /// How many of its last lines are shown for a container that is not as it should be.
    private static let lastLines = 20
    /// How long one without a check must have run to count as up, in seconds: what fails at once does so within it.
    private static let trial = 1.0
    /// How long it waits, at most, for containers without a check to pass their trial.
    private static let patience = Duration.seconds(15)

    let stack: Stack

    /// Waits until everything that was started is ready or known not to be; throws naming the latter, with their last
    /// lines.
    func settle(_ names: [String], blocked: [BlockedStart] = [], _ step: StepReporter) async throws -> String? {
        let observatory = stack.observatory
        try await untilSettled(names)
        // A container that crashes begins its trial again, until it counts as a crash loop.
        let end = ContinuousClock.now + Self.patience
        var hasSlept = false
        while ContinuousClock.now < end {
            let rest = await observatory.current().restOfTrial(
                of: names,
                Self.trial,
                hasSlept: hasSlept,
                at: observatory.now
            )
            guard rest > 0 else { break }
            try await Task.sleep(for: .seconds(rest))
            try await untilSettled(names)
            hasSlept = true
        }
        let snapshot = await observatory.snapshot()
        let rows = (snapshot.apps + snapshot.services).filter { $0.wanted && names.contains($0.name) }
        let failed = rows.filter { row in row.isFailing && !blocked.contains { $0.name == row.name } }
        guard failed.isEmpty, blocked.isEmpty else {
            for row in failed { await showLastLines(of: row.name, step) }
            throw Self.failure(failed, blocked)
        }
        let running = rows.count { $0.state.isRunning }
        return "\(running) running"
    }

    private func untilSettled(_ names: [String]) async throws {
        for await _ in await stack.observatory.changes() {
            let facts = await stack.observatory.current()
            try facts.checkEngine(at: stack.observatory.now)
            if !names.contains(where: facts.isUnsettled) { break }
        }
        try Task.checkCancellation()
    }

    private func showLastLines(of name: String, _ step: StepReporter) async {
        guard let container = await stack.observatory.container(name) else { return }
        let query = LogQuery(follow: false, tail: Self.lastLines, since: nil, terminal: container.terminal)
        // The log only explains; failing to read it must not hide what happened.
        try? await stack.systems.engine.logs(container: container.id, query: query) { lines in
            for line in lines { await step.output("\(name) | \(line.text)", from: line.isError ? .err : .out) }
        }
    }

    private static func failure(_ failed: [ContainerStatus], _ blocked: [BlockedStart]) -> DustyError {
        let reasons = failed.map { row in
            "\(row.name) \(row.predicate)" + (row.message.map { ": \($0)" } ?? "")
        }
        let waiting = blocked.map { "\($0.name) was not started, because it needs \($0.by.joined(separator: ", "))" }
        let names = failed.map(\.name).joined(separator: " ")
        return DustyError(
            .failed,
            "not ready: " + (reasons + waiting).onOneLine,
            hint: names.isEmpty ? nil : "see why: `dusty logs \(names)`"
        )
    }
}

extension StackFacts {
    /// How long, in seconds, the youngest of these that nothing checks has to go on until it has run for so long.
    fileprivate func restOfTrial(of names: [String], _ trial: Double, hasSlept: Bool, at now: Timestamp) -> Double {
        let tried = containers.filter { names.contains($0.service) && gate(of: $0.service) == nil }
        // Between two runs.
        if tried.contains(where: { $0.status == .restarting && $0.restarts < 2 }) { return trial }
        let ages = tried.filter { $0.status == .running }.compactMap { container in
            // On a machine whose clock is ahead the age is not known: the trial ends with the first sleep.
            container.startedAt.map { now.seconds(since: $0) }.map { $0 >= 0 ? $0 : hasSlept ? trial : 0 }
        }
        return max(0, trial - (ages.min() ?? trial))
    }
}
