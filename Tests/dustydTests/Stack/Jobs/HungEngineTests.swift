import DustyCore
import Testing

@testable import dustyd

/// Jobs that wait for an engine that hangs say so, can be cancelled, and do not wait for ever.
@Suite(.timeLimit(.minutes(5))) struct HungEngineTests {
    private func withStuckJob(
        patience: Duration,
        _ body: @escaping @Sendable (TestStack, Jobs, Job) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            var runner = stack.runner
            runner.enginePatience = patience
            let jobs = Jobs(
                runner: runner,
                journal: JobJournal(path: stack.paths.journal, files: stack.files),
                observatory: stack.observatory,
                logger: .silent
            )
            await stack.world.hang("compose up")
            let job = try await jobs.start(JobRequest(.up()), for: .tester)
            await stack.world.untilHanging()
            await stack.observatory.update {
                $0.engine = EngineStatus(reachable: false, since: .noon, message: "the container engine hangs")
            }
            for await _ in try await jobs.changes(of: job.id)
            where try await Self.output(of: job.id, jobs).contains(where: { $0.contains("has not answered") }) {
                break
            }
            try await body(stack, jobs, job)
        }
    }

    private static func output(of job: Int, _ jobs: Jobs) async throws -> [String] {
        try await jobs.events(of: job, from: 0).events.compactMap { event in
            if case .output(step: _, let text, _) = event.kind { text } else { nil }
        }
    }

    private static func end(of job: Int, _ jobs: Jobs) async throws -> Job {
        for await _ in try await jobs.changes(of: job) where try await jobs.job(job).state.isFinal { break }
        return try await jobs.job(job)
    }

    @Test func `a job that waits for a hung engine says so and can be cancelled`() async throws {
        try await withStuckJob(patience: .seconds(600)) { _, jobs, job in
            let said = try await Self.output(of: job.id, jobs)
            #expect(said.contains { $0.contains("waiting up to 600 s") && $0.contains("`dusty cancel \(job.id)`") })
            _ = try await jobs.cancel(job.id)
            #expect(try await Self.end(of: job.id, jobs).state == .cancelled)
        }
    }

    @Test func `a job does not wait for ever for a hung engine`() async throws {
        try await withStuckJob(patience: .milliseconds(50)) { _, jobs, job in
            let ended = try await Self.end(of: job.id, jobs)
            #expect(ended.state == .failed)
            #expect(ended.error?.code == .unavailable)
            #expect(ended.error?.message.contains("the container engine hangs") == true)
            #expect(ended.error?.hint?.contains("systemctl restart docker") == true)
        }
    }

    @Test func `a job goes on when the engine comes back`() async throws {
        try await withStuckJob(patience: .seconds(600)) { stack, jobs, job in
            await stack.observatory.update { $0.engine = EngineStatus(reachable: true, since: .noon) }
            await stack.world.release()
            let ended = try await Self.end(of: job.id, jobs)
            let said = try await Self.output(of: job.id, jobs)
            #expect(ended.state == .succeeded)
            #expect(said.contains("the container engine answers again"))
        }
    }
}
