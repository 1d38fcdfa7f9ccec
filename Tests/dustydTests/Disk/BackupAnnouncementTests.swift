import DustyCore
import DustyTestSupport
import Synchronization
import Testing

@testable import dustyd

@Suite(.timeLimit(.minutes(2))) struct BackupAnnouncementTests {
    private static let names = ["db"]

    private func with(_ body: @escaping @Sendable (TestStack) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let stack = try await TestStack(directory: directory)
            try await body(stack)
        }
    }

    /// Requests a job of these names as any member may.
    private static func request(_ stack: TestStack) async -> DustyError? {
        let result = await Task.detached {
            try await stack.jobs.start(JobRequest(.backup(names), queue: true), for: .tester)
        }.result
        if case .failure(let error) = result { return error as? DustyError }
        return nil
    }

    /// The job of some work, at its end.
    private static func job(_ stack: TestStack, _ work: BackupPause.Work) async throws -> Job {
        let ticket = try await stack.disk.pauses.expect(names, for: work)
        #expect(await request(stack)?.code == .invalid)
        let job = try await ticket.requesting {
            try await stack.jobs.start(JobRequest(.backup(names)), for: .tester)
        }
        for await _ in try await stack.jobs.changes(of: job.id) {}
        return try await stack.jobs.job(job.id)
    }

    @Test func `no other job of the same names is begun before data are copied, meanwhile or then`() async throws {
        try await with { stack in
            let runs = Mutex(0)
            let work = BackupPause.Work(volumes: []) { _ in
                runs.withLock { $0 += 1 }
                let refusal = await Self.request(stack)
                #expect(refusal?.code == .invalid)
                return "copied"
            }
            let job = try await Self.job(stack, work)
            #expect(job.state == .succeeded)
            #expect(await Self.request(stack)?.code == .invalid)
            #expect(runs.withLock { $0 } == 1)
            #expect(await stack.jobs.all().count == 1)
        }
    }

    @Test func `a job that nobody announced fails before it stops anything`() async throws {
        try await with { stack in
            let mount = StoredContainer.Mount(source: "\(stack.disk.persist.path)/db", volume: nil, writable: true)
            stack.storage.set(EngineUsage(containers: [.running("db") { $0.mounts = [mount] }]))
            let error = await #expect(throws: DustyError.self) {
                let reporter = JobReporter(job: 1, jobs: stack.jobs)
                try await stack.runner.run(JobRequest(.backup(Self.names)), for: .tester, reporter)
            }
            #expect(error?.code == .invalid)
            #expect(stack.storage.calls.isEmpty)
        }
    }

    @Test func `what was announced is handed out once, and nobody takes back what is another's`() async throws {
        let pauses = BackupPause()
        let ticket = try await pauses.expect(Self.names, for: .init(volumes: ["v"]) { _ in "done" })
        #expect(await !pauses.isExpected(Self.names))
        let (isOwn, isOther) = try await ticket.requesting {
            (await pauses.isExpected(Self.names), await pauses.isExpected(["other"]))
        }
        #expect(isOwn && !isOther)
        #expect(await pauses.take(Self.names)?.work?.volumes == ["v"])
        #expect(await pauses.take(Self.names) == nil)
        let isStill = try await ticket.requesting { await pauses.isExpected(Self.names) }
        #expect(!isStill)
        _ = try await pauses.expect(Self.names)
        await pauses.forget(ticket)
        #expect(await pauses.take(Self.names) != nil)
    }

    @Test func `data that a container of nobody's stack may write to are not copied`() async throws {
        try await with { stack in
            let volume = StoredContainer.Mount(source: "/v/dusty_db/_data", volume: "dusty_db", writable: true)
            let path = "\(stack.disk.persist.path)/db"
            let directory = StoredContainer.Mount(source: path, volume: nil, writable: true)
            var readOnly = volume
            readOnly.writable = false
            let cases: [(StoredContainer.Mount, ObservedContainer.Status, String?)] = [
                (volume, .running, "the volume dusty_db"), (volume, .paused, "the volume dusty_db"),
                (directory, .running, path), (readOnly, .running, nil), (volume, .exited, nil),
            ]
            for (mount, status, place) in cases {
                let foreign = StoredContainer.running("x") {
                    $0.name = "psql"; $0.labels = [:]; $0.mounts = [mount]; $0.status = status
                }
                stack.storage.set(EngineUsage(containers: [foreign, .running("db") { $0.mounts = [volume] }]))
                let before = stack.storage.calls.count
                let job = try await Self.job(stack, .init(volumes: ["dusty_db"]) { _ in "copied" })
                let words = place.map { "the container psql, which is not of the stack `default`, may write to \($0)" }
                #expect(job.error?.message == words)
                #expect((job.state == .succeeded) == (place == nil))
                #expect(stack.storage.calls.count == (place == nil ? before + 2 : before))
            }
        }
    }
}
