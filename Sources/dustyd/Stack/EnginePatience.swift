import DustyCore

/// How long a job waits for an engine that does not answer. Compose, and the engine's own calls, would wait for a
/// hanging one without end.
struct EnginePatience: Sendable {
    let observatory: Observatory
    let limit: Duration

    /// Runs `body`, says when the engine that it needs does not answer, and ends it when the engine stays silent for
    /// too long.
    func whileEngineAnswers(
        _ reporter: JobReporter,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask { try await watch(reporter) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func watch(_ reporter: JobReporter) async throws {
        let seconds = limit.components.seconds
        while true {
            try await awaitEngine(reachable: false)
            let lost = await observatory.current().engine
            let silence = Int(observatory.now.seconds(since: lost.since).rounded())
            await reporter.note(
                "the container engine has not answered for \(silence) s; waiting up to \(seconds) s for it, "
                    + "`dusty cancel \(reporter.job)` stops that"
            )
            let isBack = try await withDeadline(limit) {
                try await awaitEngine(reachable: true)
                return true
            }
            guard isBack == true else {
                throw DustyError(
                    .unavailable,
                    "the container engine has not answered for \(seconds) s: \(lost.message ?? "it is silent")",
                    hint: "restart it, such as with `\(HostWords.own.restartEngine)`, then run the same again"
                )
            }
            await reporter.note("the container engine answers again")
        }
    }

    private func awaitEngine(reachable: Bool) async throws {
        for await _ in await observatory.changes() where await observatory.current().engine.reachable == reachable {
            return
        }
        throw CancellationError()
    }
}
