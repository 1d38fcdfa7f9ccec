import DustyCore
import Logging
import ServiceLifecycle

/// Runs jobs, one at a time, whoever watches; a job does not end because a client went away.
actor Jobs {
    /// How many ended jobs are remembered.
    static let historyLimit = 50
    /// How many jobs may wait.
    static let queueLimit = 20

    private let runner: any JobRunner
    private let journal: JobJournal
    private let observatory: Observatory
    private let logger: Logger
    private var logs: [Int: JobLog]
    private var order: [Int]
    private var waiting: [(id: Int, request: JobRequest, caller: Caller)] = []
    private var running: (id: Int, task: Task<Void, Never>)?
    private var nextID: Int
    private var closing = false
    private var draining = false

    init(runner: any JobRunner, journal: JobJournal, observatory: Observatory, logger: Logger) {
        self.runner = runner
        self.journal = journal
        self.observatory = observatory
        self.logger = logger
        let past = journal.load(now: observatory.now)
        nextID = past.nextID
        order = past.jobs.map(\.id)
        logs = Dictionary(past.jobs.map { ($0.id, JobLog(job: $0)) }, uniquingKeysWith: { first, _ in first })
    }

    /// Starts a job, or lets it wait when the request allows.
    func start(_ request: JobRequest, for caller: Caller) async throws -> Job {
        try await runner.check(request)
        guard !closing, !draining else { throw DustyError(.unavailable, "the daemon is shutting down") }
        if let running, !request.queue, let job = logs[running.id]?.job {
            throw DustyError(
                .busy,
                "job \(job.id) (\(job.title)) of \(job.user) is at work",
                hint: "wait for it, cancel it with `dusty cancel \(job.id)`, or queue behind it"
            )
        }
        guard waiting.count < Self.queueLimit else {
            throw DustyError(.busy, "\(waiting.count) jobs are waiting already", hint: "see `dusty jobs`")
        }
        let id = nextID
        nextID += 1
        let job = Job(
            id: id,
            kind: request.kind,
            names: request.names,
            user: caller.user.name,
            createdAt: observatory.now
        )
        logs[id] = JobLog(job: job)
        order.append(id)
        forgetOld()
        waiting.append((id, request, caller))
        startNext()
        await publish()
        return logs[id]?.job ?? job
    }

    /// Asks a job to stop.
    func cancel(_ id: Int) async throws -> Job {
        guard let job = logs[id]?.job else { throw unknown(id) }
        guard !job.state.isFinal else {
            throw DustyError(.conflict, "job \(id) has already ended: \(job.state.rawValue)")
        }
        if let index = waiting.firstIndex(where: { $0.id == id }) {
            waiting.remove(at: index)
            finish(id, .cancelled, nil)
        } else if running?.id == id {
            logs[id]?.markCancelling()
            running?.task.cancel()
        }
        await publish()
        return logs[id]?.job ?? job
    }

    /// One job.
    func job(_ id: Int) throws -> Job {
        guard let job = logs[id]?.job else { throw unknown(id) }
        return job
    }

    /// Running and recent jobs, newest first.
    func all() -> [Job] {
        order.reversed().compactMap { logs[$0]?.job }
    }

    /// Events of a job from a position on, and whether more may come.
    func events(of id: Int, from sequence: Int) throws -> (events: [JobEvent], ended: Bool) {
        guard let log = logs[id] else { throw unknown(id) }
        return (Array(log.events(from: sequence)), log.job.state.isFinal)
    }

    /// A signal after every event of a job.
    func changes(of id: Int) throws -> AsyncStream<Void> {
        guard logs[id] != nil else { throw unknown(id) }
        return logs[id]?.changes { listener in
            Task { await self.forget(listener: listener, of: id) }
        } ?? AsyncStream { $0.finish() }
    }

    /// Records what a job did.
    func record(_ kind: JobEvent.Kind, job id: Int) async {
        logs[id]?.append(kind, at: observatory.now)
        if case .stepStarted = kind { journal.save(all(), nextID: nextID) }
        await publish()
    }

    /// Takes no new jobs and waits for those that it has. Throws `.busy` when there are some and the caller does not want to wait.
    func drain(wait: Bool) async throws {
        if let running, !wait, let job = logs[running.id]?.job {
            throw DustyError(
                .busy,
                "job \(job.id) (\(job.title)) of \(job.user) is at work",
                hint: "wait for it with --wait, or cancel it with `dusty cancel \(job.id)`"
            )
        }
        draining = true
        while let running { await running.task.value }
    }

    /// Takes new jobs again.
    func reopen() {
        draining = false
    }

    private func startNext() {
        guard running == nil, !closing, !waiting.isEmpty else { return }
        let next = waiting.removeFirst()
        logs[next.id]?.append(.started, at: observatory.now)
        logger.info("job starts", metadata: ["job": "\(next.id)", "kind": "\(next.request.kind.rawValue)"])
        let reporter = JobReporter(job: next.id, jobs: self)
        let task = Task {
            let (state, error) = await run(next.request, for: next.caller, reporter)
            await ended(next.id, state, error)
        }
        running = (next.id, task)
    }

    private nonisolated func run(
        _ request: JobRequest,
        for caller: Caller,
        _ reporter: JobReporter
    ) async -> (Job.State, DustyError?) {
        do {
            try await runner.run(request, for: caller, reporter)
            return (.succeeded, nil)
        } catch is CancellationError {
            return (.cancelled, nil)
        } catch let error as DustyError {
            return Task.isCancelled ? (.cancelled, nil) : (.failed, error)
        } catch {
            return Task.isCancelled ? (.cancelled, nil) : (.failed, DustyError(.internal, "\(error)"))
        }
    }

    private func ended(_ id: Int, _ state: Job.State, _ error: DustyError?) async {
        finish(id, state, error)
        running = nil
        await observatory.update { facts in
            facts.transitions = facts.transitions.filter { $0.value.job != id }
        }
        startNext()
        await publish()
    }

    private func finish(_ id: Int, _ state: Job.State, _ error: DustyError?) {
        for (index, step) in (logs[id]?.job.steps ?? []).enumerated() where !step.state.isFinal {
            let outcome: Job.State = step.state == .pending ? .skipped : state
            logs[id]?.append(.stepFinished(step: index, state: outcome, summary: nil), at: observatory.now)
        }
        logs[id]?.append(.finished(state: state, error: error), at: observatory.now)
        journal.save(all(), nextID: nextID)
        logger.info("job ended", metadata: ["job": "\(id)", "state": "\(state.rawValue)"])
    }

    private func publish() async {
        let jobs = all()
        await observatory.update { $0.jobs = jobs }
    }

    private func forgetOld() {
        while order.count > Self.historyLimit, let oldest = order.first, logs[oldest]?.job.state.isFinal == true {
            order.removeFirst()
            logs[oldest] = nil
        }
    }

    private func forget(listener: Int, of id: Int) {
        logs[id]?.forget(listener: listener)
    }

    private func unknown(_ id: Int) -> DustyError {
        DustyError(.notFound, "there is no job \(id)", hint: "see `dusty jobs`")
    }
}

extension Jobs: Service {
    /// Waits for shutdown, then cancels what runs and waits for its end.
    func run() async throws {
        await publish()
        try? await gracefulShutdown()
        closing = true
        for job in waiting { finish(job.id, .cancelled, nil) }
        waiting = []
        running?.task.cancel()
        await running?.task.value
    }
}

extension Job {
    /// Kind and targets in words.
    var title: String {
        names.isEmpty ? kind.rawValue : "\(kind.rawValue) \(names.joined(separator: " "))"
    }
}
