import DustyCore
import DustyTestSupport
import Essentials
import Logging
import Synchronization
import Testing

@testable import dustyd

@Suite struct JobsTests {
    @Test func `a job runs its steps and a late watcher gets every event from the first`() async throws {
        let jobs = Self.jobs(
            ScriptedRunner { reporter in
                await reporter.plan(["one", "two"])
                try await reporter.step("one") { step in
                    await step.output("hello")
                    return "done"
                }
                try await reporter.step("two") { _ in nil }
            }
        )
        let job = try await jobs.start(JobRequest(.up()), for: .tester)
        let ended = try await jobs.waitForEnd(of: job.id)
        #expect(ended.state == .succeeded)
        #expect(ended.steps.map(\.state) == [.succeeded, .skipped])
        #expect(ended.tail == ["hello"])
        let events = try await jobs.events(of: job.id, from: 0).events
        #expect(events.map(\.sequence) == Array(0..<events.count))
        var replayed = Job(id: job.id, kind: .up, names: [], user: "tess", createdAt: .noon)
        for event in events { replayed.apply(event) }
        #expect(replayed == ended)
    }

    @Test func `a second job is refused with the name of the first unless it queues`() async throws {
        let gate = Gate()
        let jobs = Self.jobs(ScriptedRunner { _ in await gate.wait() })
        let first = try await jobs.start(JobRequest(.up()), for: .tester)
        let error = await #expect(throws: DustyError.self) {
            try await jobs.start(JobRequest(.restart(.services(["api"]))), for: .tester)
        }
        #expect(error?.code == .busy)
        #expect(error?.message == "job \(first.id) (up) of tess is running")
        let second = try await jobs.start(JobRequest(.restart(.services(["api"])), queue: true), for: .tester)
        #expect(second.state == .pending)
        await gate.open()
        #expect(try await jobs.waitForEnd(of: second.id).state == .succeeded)
        #expect(try await jobs.job(first.id).state == .succeeded)
    }

    @Test func `no user takes every place in the queue`() async throws {
        let gate = Gate()
        let jobs = Self.jobs(ScriptedRunner { _ in await gate.wait() })
        let request = JobRequest(.pull([]), queue: true)
        let member = Caller.member
        for _ in 0...JobQueue.share { _ = try await jobs.start(request, for: member) }
        let error = await #expect(throws: DustyError.self) { try await jobs.start(request, for: member) }
        #expect(error?.code == .busy && error?.message == "20 jobs of mia are waiting already")
        var places: [Int] = []
        for uid in UInt32(1)...12 {
            var other = member
            other.user.uid = uid
            var count = 0
            while (try? await jobs.start(request, for: other)) != nil { count += 1 }
            places.append(count)
        }
        // However many came before, each user has a place, and root and the owner have as many as there are.
        #expect(places == [20, 20, 20, 10, 5, 2, 1, 1, 1, 1, 1, 1])
        for (uid, role) in [(UInt32(0), Role.root), (77, .owner)] {
            var caller = Caller.tester
            (caller.user.uid, caller.role) = (uid, role)
            for _ in 0..<JobQueue.limit { _ = try await jobs.start(request, for: caller) }
        }
        for job in await jobs.all().reversed() where job.state == .pending { _ = try await jobs.cancel(job.id) }
        await gate.open()
        #expect(try await jobs.waitForEnd(of: 1).state == .succeeded)
    }

    @Test func `a job that does not end keeps no others, and rules push out nothing that people did`() async throws {
        let closed = Gate()
        let others = Self.jobs(ScriptedRunner { reporter in if reporter.job == 1 { await closed.wait() } })
        let test = try await others.start(JobRequest(.test("api", TestRequest(suite: "unit"))), for: .tester)
        let own = try await others.start(JobRequest(.up()), for: .tester)
        _ = try await others.waitForEnd(of: own.id)
        for _ in 0..<60 {
            let caller = Caller(user: User.rules, role: .owner)
            let job = try await others.start(JobRequest(.watch("api", scripts: [], signals: [])), for: caller)
            _ = try await others.waitForEnd(of: job.id)
        }
        let ids = Set(await others.all().map(\.id))
        #expect(ids.contains(test.id) && ids.contains(own.id))
        #expect(ids.count <= 2 + Jobs.ruleHistoryLimit + 1)
        for _ in 0..<60 {
            let job = try await others.start(JobRequest(.up()), for: .tester)
            _ = try await others.waitForEnd(of: job.id)
        }
        #expect(await others.all().count <= Jobs.historyLimit + 1)
        await closed.open()
    }

    @Test func `cancelling ends a running job and a waiting one`() async throws {
        let jobs = Self.jobs(
            ScriptedRunner { reporter in
                try await reporter.step("sleep") { _ in
                    try await untilCancelled()
                    return nil
                }
            }
        )
        let first = try await jobs.start(JobRequest(.up()), for: .tester)
        let second = try await jobs.start(JobRequest(.sync([]), queue: true), for: .tester)
        #expect(try await jobs.cancel(second.id).state == .cancelled)
        #expect(try await jobs.cancel(first.id).state == .cancelling)
        #expect(try await jobs.waitForEnd(of: first.id).state == .cancelled)
        await #expect(throws: DustyError.self) { try await jobs.cancel(first.id) }
    }

    @Test func `an error ends the job, its step and leaves later steps out`() async throws {
        let failure = DustyError(.failed, "no space left", hint: "free some")
        let jobs = Self.jobs(
            ScriptedRunner { reporter in
                await reporter.plan(["one", "two"])
                try await reporter.step("one") { _ in throw failure }
            }
        )
        let job = try await jobs.waitForEnd(of: try await jobs.start(JobRequest(.up()), for: .tester).id)
        #expect(job.error == failure)
        #expect(job.steps.map(\.state) == [.failed, .skipped])
        #expect(job.steps[0].summary == "no space left")
    }

    @Test func `no line, summary or error of a job holds the value of a variable`() async throws {
        let secrets = KnownSecrets()
        secrets.remember(["api": ["TOKEN": "correct-horse"]])
        let files = MemoryFiles()
        let runner = ScriptedRunner { reporter in
            await reporter.note("between correct-horse")
            try await reporter.step("one") { step in
                await step.output("in correct-horse")
                return "done with correct-horse"
            }
            try await reporter.step("two") { _ in
                throw DustyError(.failed, "git: correct-horse is wrong", hint: "correct-horse")
            }
        }
        let jobs = Self.jobs(runner, files: files, secrets: secrets)
        let job = try await jobs.waitForEnd(of: try await jobs.start(JobRequest(.up()), for: .tester).id)
        #expect(job.tail == ["between <redacted>", "in <redacted>"])
        #expect(job.steps.map(\.summary) == ["done with <redacted>", "git: <redacted> is wrong"])
        #expect(job.error == DustyError(.failed, "git: <redacted> is wrong", hint: "<redacted>"))
        let events = try Wire.encode(try await jobs.events(of: job.id, from: 0).events)
        for text in [events, Data(try files.contents("/jobs.json") ?? [])] {
            #expect(!String(decoding: text, as: UTF8.self).contains("correct-horse"))
        }
    }

    @Test func `a job that a daemon left behind has failed, and numbers go on`() async throws {
        let files = MemoryFiles()
        let journal = JobJournal(path: "/jobs.json", files: files)
        let left = Job(
            id: 7,
            kind: .up,
            names: [],
            state: .running,
            user: "tess",
            createdAt: .noon,
            steps: [Job.Step(title: "a", state: .running), Job.Step(title: "b")]
        )
        journal.save([left], nextID: 8)
        let jobs = Self.jobs(ScriptedRunner { _ in }, files: files)
        let job = try await jobs.job(7)
        #expect(job.state == .failed)
        #expect(job.steps.map(\.state) == [.failed, .skipped])
        #expect(try await jobs.start(JobRequest(.up()), for: .tester).id == 8)
    }

    @Test func `a flood of output keeps steps and the latest lines`() {
        var log = JobLog(job: Job(id: 1, kind: .up, names: [], user: "tess", createdAt: .noon))
        log.append(.started, at: .noon)
        log.append(.planned(steps: ["one"]), at: .noon)
        for line in 0..<(JobLog.limit * 2) { log.append(.output(step: 0, text: "\(line)"), at: .noon) }
        #expect(log.events.count <= JobLog.limit)
        #expect(log.events[1].kind == .planned(steps: ["one"]))
        #expect(log.events.last?.kind == .output(step: 0, text: "\(JobLog.limit * 2 - 1)"))
        #expect(log.events(from: log.events[100].sequence).first == log.events[100])
        #expect(log.job.tail.count == Job.tailLimit)
    }

    /// A run that prints eight MiB and then ends, followed by a reader.
    private func flood(_ body: (Jobs, Job) async throws -> Void) async throws {
        let piece = String(repeating: "x", count: 32 << 10)
        let jobs = Self.jobs(
            ScriptedRunner { reporter in
                try await reporter.step("suite unit") { step in
                    for number in 0..<256 {
                        try Task.checkCancellation()
                        await step.tell(.suiteOutput(suite: "unit", stream: .out, text: "\(number) \(piece)"))
                    }
                    return nil
                }
            }
        )
        let test = TestRequest(suite: "unit", attached: true)
        try await body(jobs, try await jobs.start(JobRequest(.test("api", test)), for: .tester))
    }

    @Test(.timeLimit(.minutes(5))) func `F09 a run waits for who reads it, and nothing is missing`() async throws {
        try await flood { jobs, job in
            let (changes, listener) = try await jobs.follow(job.id, for: Caller.tester.user.uid)
            var next = 0
            var pieces = 0
            for await _ in changes {
                while true {
                    let (events, ended) = try await jobs.events(of: job.id, from: next, to: listener)
                    for event in events {
                        #expect(event.sequence == next)
                        next = event.sequence + 1
                        if case .suiteOutput = event.kind { pieces += 1 }
                    }
                    if ended || events.isEmpty { break }
                }
            }
            #expect(pieces == 256)
        }
    }

    @Test(.timeLimit(.minutes(5))) func `F09 a follower that does not read, or goes away, does not block a run`()
        async throws
    {
        try await flood { jobs, job in
            // Another user's eyes count for nothing.
            let other = try await jobs.follow(job.id, for: 4711)
            let mine = try await jobs.follow(job.id, for: Caller.tester.user.uid)
            let reader = Task { for await _ in mine.changes { await Task.yield() } }
            while try await jobs.events(of: job.id, from: 0).events.count < 30 { await Task.yield() }
            #expect(try await !jobs.job(job.id).state.isFinal)
            #expect(try await jobs.events(of: job.id, from: 0).events.count < 40)
            reader.cancel()
            for await _ in other.changes where try await jobs.job(job.id).state.isFinal { break }
            #expect(try await jobs.job(job.id).state == .succeeded)
        }
    }

    private static func jobs(
        _ runner: some JobRunner,
        files: MemoryFiles = MemoryFiles(),
        secrets: KnownSecrets = KnownSecrets()
    ) -> Jobs {
        Jobs(
            runner: runner,
            journal: JobJournal(path: "/jobs.json", files: files),
            observatory: .still(),
            secrets: secrets,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }
}

extension Jobs {
    fileprivate func waitForEnd(of id: Int) async throws -> Job {
        for await _ in try changes(of: id) where try job(id).state.isFinal { break }
        return try job(id)
    }
}

/// Runs what a test says.
private struct ScriptedRunner: JobRunner {
    let script: @Sendable (JobReporter) async throws -> Void

    func check(_ request: JobRequest) async throws {}

    func run(_ request: JobRequest, for caller: Caller, _ reporter: JobReporter) async throws {
        try await script(reporter)
    }
}

/// Holds whoever waits until it is opened.
private actor Gate {
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func wait() async {
        guard !isOpen else { return }
        await withCheckedContinuation { waiting.append($0) }
    }

    func open() {
        isOpen = true
        for continuation in waiting { continuation.resume() }
        waiting = []
    }
}
