import DustyCore
import Logging
import ServiceLifecycle

/// Runs jobs, as many at a time as their lanes allow, watched or not. A job does not end because a client disconnects,
/// except for a test run that is attached to its followers.
actor Jobs {
    /// How many ended jobs are remembered.
    static let historyLimit = 50
    /// How many of those that watch rules started: there are many, and they must not push out what users look for.
    static let ruleHistoryLimit = 10
    /// How long a run that is attached to its followers waits for the first.
    private static let patience = Duration.seconds(30)

    private let runner: any JobRunner
    private let journal: JobJournal
    private let observatory: Observatory
    private let secrets: KnownSecrets
    /// What jobs printed, whole; nil when only its end is kept.
    nonisolated let spool: JobSpool?
    private let logger: Logger
    private var logs: [Int: JobLog]
    private var order: [Int]
    private var queue = JobQueue()
    private var nextID: Int
    private var closing = false
    private var draining = false
    /// Whether the stack is being removed: only what takes it down is started.
    private var leaving = false
    /// Users whose reading a run waits for.
    private var readers: [Int: UInt32] = [:]

    init(
        runner: any JobRunner,
        journal: JobJournal,
        observatory: Observatory,
        secrets: KnownSecrets = KnownSecrets(),
        spool: JobSpool? = nil,
        logger: Logger
    ) {
        self.runner = runner
        self.journal = journal
        self.observatory = observatory
        self.secrets = secrets
        self.spool = spool
        self.logger = logger
        let past = journal.load(now: observatory.now)
        nextID = past.nextID
        order = past.jobs.map(\.id)
        logs = Dictionary(past.jobs.map { ($0.id, JobLog(job: $0)) }, uniquingKeysWith: { first, _ in first })
        spool?.keep(only: Set(order))
    }

    /// Starts a job, or lets it wait when the request allows. With `alone` only if there is no other job of the stack.
    func start(_ request: JobRequest, for caller: Caller, alone: Bool = false) async throws -> Job {
        try await runner.check(request)
        // From here on nothing is awaited, so that no other job comes between.
        if alone, let job = logs.values.first(where: { !$0.job.state.isFinal })?.job { throw Self.busy(with: job) }
        guard !closing, !draining else { throw DustyError(.unavailable, "the daemon is shutting down") }
        guard !leaving || request.kind == .down else { throw DustyError(.conflict, "the stack is being removed") }
        if !request.queue, let holder = queue.holder(of: request.kind.lane), let job = logs[holder]?.job,
            // Nobody is refused because of what the daemon began by itself.
            job.user != User.idle.name
        {
            throw Self.busy(with: job)
        }
        try queue.check(for: caller)
        let id = nextID
        nextID += 1
        let job = Job(
            id: id,
            kind: request.kind,
            names: request.names,
            suite: request.suite,
            user: caller.user.name,
            createdAt: observatory.now
        )
        logs[id] = JobLog(job: job)
        order.append(id)
        forgetOld()
        queue.append(JobQueue.Entry(id: id, request: request, caller: caller))
        startNext()
        if request.isAttached {
            readers[id] = caller.user.uid
            Task {
                try? await Task.sleep(for: Self.patience)
                await abandonUnwatched(id)
            }
        }
        await publish()
        return logs[id]?.job ?? job
    }

    private static func busy(with job: Job) -> DustyError {
        DustyError(
            .busy,
            "job \(job.id) (\(job.title)) of \(job.user) is running",
            hint: "wait for it, cancel it with `dusty cancel \(job.id)`, or queue behind it"
        )
    }

    /// Asks a job to stop.
    func cancel(_ id: Int) async throws -> Job {
        guard let job = logs[id]?.job else { throw unknown(id) }
        guard !job.state.isFinal else {
            throw DustyError(.conflict, "job \(id) has already ended: \(job.state.rawValue)")
        }
        if queue.withdraw(id) {
            finish(id, .cancelled, nil)
        } else if let task = queue.task(of: id) {
            logs[id]?.markCancelling()
            task.cancel()
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

    /// Events of a job from a position on, and whether more may come. The follower has passed on everything that it got
    /// before.
    func events(of id: Int, from sequence: Int, to listener: Int? = nil) throws -> (events: [JobEvent], ended: Bool) {
        if let listener { logs[id]?.take(listener: listener) }
        guard let log = logs[id] else { throw unknown(id) }
        return (Array(log.events(from: sequence)), log.job.state.isFinal)
    }

    /// A signal after every event of a job.
    func changes(of id: Int) throws -> AsyncStream<Void> { try follow(id, for: nil).changes }

    /// A signal after every event of a job, and the number of the follower.
    func follow(_ id: Int, for user: UInt32?) throws -> (changes: AsyncStream<Void>, listener: Int?) {
        let followed = logs[id]?.changes(for: user) { listener in
            Task { await self.forget(listener: listener, of: id) }
        }
        guard let followed else { throw unknown(id) }
        return followed
    }

    /// Records what a job did. What a suite prints waits until the user who runs it has read most of what it printed before.
    func record(_ kind: JobEvent.Kind, job id: Int) async {
        if case .suiteOutput = kind, let user = readers[id] {
            while logs[id]?.isAhead(of: user) == true, !Task.isCancelled, let reading = logs[id]?.reading() {
                for await _ in reading {}
            }
        }
        append(kind, to: id)
        if case .stepStarted = kind { journal.saveSoon(all(), nextID: nextID) }
        await publish()
    }

    /// Takes no new jobs and waits for the present ones. Throws `.busy` when there are some and the caller does not
    /// want to wait.
    func drain(wait: Bool) async throws {
        if !wait, let job = queue.running.first.flatMap({ logs[$0.entry.id]?.job }) {
            throw DustyError(
                .busy,
                "job \(job.id) (\(job.title)) of \(job.user) is running",
                hint: "wait for it with --wait, or cancel it with `dusty cancel \(job.id)`"
            )
        }
        draining = true
        while let job = queue.running.first { await job.task.value }
    }

    /// Takes new jobs again.
    func reopen() {
        draining = false
    }

    /// Starts only jobs that take the stack down, or all kinds again.
    func leave(_ leaves: Bool) {
        leaving = leaves
    }

    private func startNext() {
        while !closing, let next = queue.takeNext() { begin(next) }
    }

    private func begin(_ next: JobQueue.Entry) {
        append(.started, to: next.id)
        logger.info("job starts", metadata: ["job": "\(next.id)", "kind": "\(next.request.kind.rawValue)"])
        let reporter = JobReporter(job: next.id, jobs: self)
        let task = Task {
            let (state, error) = await run(next.request, for: next.caller, reporter)
            await ended(next.id, state, error)
        }
        queue.run(next, in: task)
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
        queue.end(id)
        await observatory.update { facts in
            facts.transitions = facts.transitions.filter { $0.value.job != id }
        }
        startNext()
        await publish()
    }

    private func finish(_ id: Int, _ state: Job.State, _ error: DustyError?) {
        readers[id] = nil
        for (index, step) in (logs[id]?.job.steps ?? []).enumerated() where !step.state.isFinal {
            let outcome: Job.State = step.state == .pending ? .skipped : state
            append(.stepFinished(step: index, state: outcome, summary: nil), to: id)
        }
        append(.finished(state: state, error: error), to: id)
        journal.save(all(), nextID: nextID)
        logger.info("job ended", metadata: ["job": "\(id)", "state": "\(state.rawValue)"])
    }

    /// Adds to a job's events. All of them pass through here, so that no value of a variable and no login in an address
    /// gets in.
    private func append(_ kind: JobEvent.Kind, to id: Int) {
        let kind = kind.replacingText { secrets.hide($0.withoutLogins) }
        let now = observatory.now
        // First, so that woken followers find it.
        spool?.note(kind, of: id, at: now)
        logs[id]?.append(kind, at: now)
    }

    private func publish() async {
        let jobs = all()
        await observatory.update { $0.jobs = jobs }
    }

    private func forgetOld() {
        forget(beyond: Self.ruleHistoryLimit) { $0.user == User.rules.name }
        forget(beyond: Self.historyLimit) { _ in true }
    }

    /// Forgets the oldest ended jobs of those that `isMeant` selects, down to a limit.
    private func forget(beyond limit: Int, _ isMeant: (Job) -> Bool) {
        var jobs = order.compactMap { logs[$0]?.job }.filter(isMeant)
        while jobs.count > limit, let index = jobs.firstIndex(where: \.state.isFinal) {
            let id = jobs.remove(at: index).id
            order.removeAll { $0 == id }
            logs[id] = nil
            spool?.keep(only: Set(order))
        }
    }

    private func forget(listener: Int, of id: Int) async {
        logs[id]?.forget(listener: listener)
        await abandonUnwatched(id)
    }

    /// Cancels a run that is attached to its followers once there are none.
    private func abandonUnwatched(_ id: Int) async {
        guard let log = logs[id], !log.isWatched, !log.job.state.isFinal else { return }
        guard queue.request(of: id)?.isAttached == true else { return }
        _ = try? await cancel(id)
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
        for job in queue.clear() { finish(job.id, .cancelled, nil) }
        let tasks = queue.running.map(\.task)
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
    }
}
