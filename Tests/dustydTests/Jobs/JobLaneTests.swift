import DustyCore
import DustyTestSupport
import Synchronization
import Testing

@testable import dustyd

@Suite struct JobLaneTests {
    private static let test = JobRequest(.test("api", TestRequest(suite: "unit")))

    @Test func `test runs go side by side with each other and with jobs on the stack`() async throws {
        let runner = HoldingRunner()
        let jobs = Self.jobs(runner)
        for _ in 0..<2 { _ = try await jobs.start(Self.test, for: .tester) }
        _ = try await jobs.start(JobRequest(.up()), for: .tester)
        await runner.awaitRunning(3)
        await #expect(throws: DustyError.self) { try await jobs.start(JobRequest(.stop([])), for: .tester) }
        #expect(await jobs.all().map(\.state) == [.running, .running, .running])
    }

    @Test func `scripts go beside each other and beside jobs on the stack, and a job names its script`() async throws {
        let runner = HoldingRunner()
        let jobs = Self.jobs(runner)
        for name in ["seed", "migrate"] {
            _ = try await jobs.start(JobRequest(.script("api", ScriptRequest(name: name))), for: .tester)
        }
        _ = try await jobs.start(JobRequest(.up()), for: .tester)
        await runner.awaitRunning(3)
        #expect(await jobs.all().map(\.suite) == [nil, "migrate", "seed"])
    }

    @Test func `a stack that goes begins nothing but what takes it down`() async throws {
        let jobs = Self.jobs(HoldingRunner())
        await jobs.leave(true)
        let error = await #expect(throws: DustyError.self) { try await jobs.start(JobRequest(.up()), for: .tester) }
        #expect(error?.code == .conflict && error?.message == "the stack is being removed")
        #expect(try await jobs.start(JobRequest(.down()), for: .tester).state == .running)
    }

    @Test func `jobs of a stack that is made while all are drained wait too`() async throws {
        let (all, late) = (AllJobs(), Self.jobs(HoldingRunner()))
        try await all.drain(wait: true)
        await all.put(late, of: "late")
        await #expect(throws: DustyError.self) { try await late.start(JobRequest(.up()), for: .tester) }
        await all.reopen()
        #expect(try await late.start(JobRequest(.up()), for: .tester).state == .running)
    }

    @Test func `more test runs than there is room for wait or are refused`() async throws {
        let runner = HoldingRunner()
        let jobs = Self.jobs(runner)
        for _ in 0..<JobLane.tests.width { _ = try await jobs.start(Self.test, for: .tester) }
        let error = await #expect(throws: DustyError.self) { try await jobs.start(Self.test, for: .tester) }
        #expect(error?.code == .busy)
        var queued = Self.test
        queued.queue = true
        let waiting = try await jobs.start(queued, for: .tester)
        #expect(waiting.state == .pending)
        // A job of another lane does not wait behind it.
        #expect(try await jobs.start(JobRequest(.up()), for: .tester).state == .running)
        _ = try await jobs.cancel(1)
        for await _ in try await jobs.changes(of: waiting.id)
        where try await jobs.job(waiting.id).state == .running { break }
        #expect(try await jobs.job(1).state == .cancelled)
    }

    @Test func `an attached run is cancelled when the last who follows it goes away`() async throws {
        let runner = HoldingRunner()
        let jobs = Self.jobs(runner)
        let request = JobRequest(.test("api", TestRequest(suite: "unit", attached: true)))
        let job = try await jobs.start(request, for: .tester)
        let other = try await jobs.start(Self.test, for: .tester)
        for id in [job.id, other.id] {
            // Two follow; that one of them goes away changes nothing.
            for await _ in try await jobs.changes(of: id) {
                for await _ in try await jobs.changes(of: id) { break }
                break
            }
        }
        await runner.awaitEnded(1)
        #expect(await runner.ended == [job.id])
        #expect(try await jobs.job(other.id).state == .running)
    }

    private static func jobs(_ runner: HoldingRunner) -> Jobs {
        Jobs(
            runner: runner,
            journal: JobJournal(path: "/jobs.json", files: MemoryFiles()),
            observatory: .still(),
            logger: .silent
        )
    }
}

/// Runs jobs that go on until they are cancelled.
private actor HoldingRunner: JobRunner {
    private(set) var running: [Int] = []
    private(set) var ended: [Int] = []
    private var waiting: [(condition: (HoldingCounts) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []

    private var counts: HoldingCounts { HoldingCounts(running: running.count, ended: ended.count) }

    func check(_ request: JobRequest) async throws {}

    func run(_ request: JobRequest, for caller: Caller, _ reporter: JobReporter) async throws {
        running.append(reporter.job)
        wake()
        try? await untilCancelled()
        ended.append(reporter.job)
        wake()
        throw CancellationError()
    }

    func awaitRunning(_ count: Int) async {
        await wait { $0.running >= count }
    }

    func awaitEnded(_ count: Int) async {
        await wait { $0.ended >= count }
    }

    private func wait(_ condition: @escaping (HoldingCounts) -> Bool) async {
        guard !condition(counts) else { return }
        await withCheckedContinuation { waiting.append((condition, $0)) }
    }

    private func wake() {
        let now = counts
        for waiter in waiting where waiter.condition(now) { waiter.continuation.resume() }
        waiting.removeAll { $0.condition(now) }
    }
}

private struct HoldingCounts {
    let running: Int
    let ended: Int
}
