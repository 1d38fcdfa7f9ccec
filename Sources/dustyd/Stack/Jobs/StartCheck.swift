import DustyCore

/// Waits for what was started.
struct StartCheck: Sendable {
    /// How many of its last lines are shown for a container that is not as it should be.
    private static let lastLines = 20

    let stack: Stack

    /// Waits until everything that was started is ready or known not to be; throws naming the latter, with their last
    /// lines.
    func settle(_ names: [String], blocked: [BlockedStart] = [], _ step: StepReporter) async throws -> String? {
        let observatory = stack.observatory
        for await _ in await observatory.changes() {
            let facts = await observatory.current()
            try facts.checkEngine(at: observatory.now)
            if !names.contains(where: facts.isUnsettled) { break }
        }
        try Task.checkCancellation()
        let snapshot = await observatory.snapshot()
        let rows = (snapshot.apps + snapshot.services).filter { $0.wanted && names.contains($0.name) }
        let failed = rows.filter { row in row.state.isFailure && !blocked.contains { $0.name == row.name } }
        guard failed.isEmpty, blocked.isEmpty else {
            for row in failed { await showLastLines(of: row.name, step) }
            throw Self.failure(failed, blocked)
        }
        let running = rows.count { $0.state.isRunning }
        return "\(running) running"
    }

    private func showLastLines(of name: String, _ step: StepReporter) async {
        guard let container = await stack.observatory.container(name) else { return }
        let query = LogQuery(follow: false, tail: Self.lastLines, since: nil, terminal: container.terminal)
        // The log only explains; failing to read it must not hide what happened.
        try? await stack.systems.engine.logs(container: container.id, query: query) { lines in
            for line in lines { await step.output("\(name) | \(line.text)") }
        }
    }

    private static func failure(_ failed: [ContainerStatus], _ blocked: [BlockedStart]) -> DustyError {
        let reasons = failed.map { row in
            "\(row.name) is \(row.state)" + (row.message.map { ": \($0)" } ?? "")
        }
        let waiting = blocked.map { "\($0.name) was not started, because it needs \($0.by.joined(separator: ", "))" }
        let names = failed.map(\.name).joined(separator: " ")
        return DustyError(
            .failed,
            "not ready:\n" + (reasons + waiting).joined(separator: "\n"),
            hint: names.isEmpty ? nil : "see why: `dusty logs \(names)`"
        )
    }
}
