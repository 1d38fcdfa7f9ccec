import DustyCore

extension StackRunner {
    /// Runs `body`, and says when the engine that it needs does not answer. Compose, and the engine's own calls, would wait for one that
    /// hangs for ever; this ends the job when the engine stays silent for too long.
    func whileEngineAnswers(
        _ reporter: JobReporter,
        _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask { try await watchEngine(reporter) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private func watchEngine(_ reporter: JobReporter) async throws {
        let limit = enginePatience.components.seconds
        while true {
            try await awaitEngine(reachable: false)
            let lost = await observatory.current().engine
            let silence = Int(observatory.now.seconds(since: lost.since).rounded())
            await reporter.note(
                "the container engine has not answered for \(silence) s; waiting up to \(limit) s for it, "
                    + "`dusty cancel \(reporter.job)` stops that"
            )
            let isBack = try await withDeadline(enginePatience) {
                try await awaitEngine(reachable: true)
                return true
            }
            guard isBack == true else {
                throw DustyError(
                    .unavailable,
                    "the container engine has not answered for \(limit) s: \(lost.message ?? "it is silent")",
                    hint: "restart it, such as with `systemctl restart docker`, then run the same again"
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

extension Job.Kind {
    /// Whether nothing of such a job makes sense without an engine.
    var needsEngine: Bool {
        switch self {
        case .up, .down, .restart, .rebuild, .stop, .test: true
        case .sync, .pull, .backup, .restore, .cleanup, .machineStart, .machineStop, .shutdown: false
        }
    }
}
