import DustyCore
import Synchronization

/// What the work of a job reports.
final class JobReporter: Sendable {
    /// The job's number.
    let job: Int
    private let jobs: Jobs
    private let titles = Mutex<[(title: String, taken: Bool)]>([])
    /// The step at work.
    private let current = Mutex<Int?>(nil)

    init(job: Int, jobs: Jobs) {
        self.job = job
        self.jobs = jobs
    }

    /// Announces steps, so that clients see how many there are.
    func plan(_ steps: [String]) async {
        titles.withLock { $0 += steps.map { ($0, false) } }
        await jobs.record(.planned(steps: steps), job: job)
    }

    /// Runs one step: the announced one of this title, or a new one. What `body` returns is the step's summary; nil means there was
    /// nothing to do.
    @discardableResult
    func step<Value: Sendable>(
        _ title: String,
        _ body: (StepReporter) async throws -> (value: Value, summary: String?)
    ) async throws -> Value {
        try Task.checkCancellation()
        let index = await take(title)
        await jobs.record(.stepStarted(step: index), job: job)
        current.withLock { $0 = index }
        defer { current.withLock { $0 = nil } }
        do {
            let (value, summary) = try await body(StepReporter(job: job, step: index, jobs: jobs))
            await jobs.record(
                .stepFinished(step: index, state: summary == nil ? .skipped : .succeeded, summary: summary),
                job: job
            )
            return value
        } catch {
            let cancelled = error is CancellationError || Task.isCancelled
            let state: Job.State = cancelled ? .cancelled : .failed
            let summary = cancelled ? nil : (error as? DustyError)?.message
            await jobs.record(.stepFinished(step: index, state: state, summary: summary), job: job)
            throw error
        }
    }

    /// Runs one step that yields nothing but its summary.
    func step(_ title: String, _ body: (StepReporter) async throws -> String?) async throws {
        try await step(title) { step in ((), try await body(step)) }
    }

    /// A line of output of the step at work, or of the job between two, from outside of it.
    func note(_ text: String) async {
        await jobs.record(.output(step: current.withLock { $0 }, text: text), job: job)
    }

    private func take(_ title: String) async -> Int {
        let planned: Int? = titles.withLock { titles in
            guard let index = titles.firstIndex(where: { $0.title == title && !$0.taken }) else { return nil }
            titles[index].taken = true
            return index
        }
        if let planned { return planned }
        let index = titles.withLock { titles in
            titles.append((title, true))
            return titles.count - 1
        }
        await jobs.record(.planned(steps: [title]), job: job)
        return index
    }
}

/// What the work of a step reports.
struct StepReporter: Sendable {
    /// Shortest time between two reports of progress.
    private static let interval = Duration.milliseconds(100)

    /// For work outside of jobs; what it reports goes nowhere.
    static let silent = StepReporter(job: 0, step: 0, jobs: nil)

    let job: Int
    let step: Int
    private let jobs: Jobs?
    private let last = LastReport()

    init(job: Int, step: Int, jobs: Jobs?) {
        self.job = job
        self.step = step
        self.jobs = jobs
    }

    /// A line of output.
    func output(_ text: String, from stream: LogLine.Stream = .out) async {
        guard !text.isEmpty else { return }
        await jobs?.record(.output(step: step, text: text, stream: stream), job: job)
    }

    /// Reports events that only some kinds of work have.
    func tell(_ kind: JobEvent.Kind) async {
        await jobs?.record(kind, job: job)
    }

    /// The progress reported so far no longer applies.
    func clearProgress() async {
        await jobs?.record(.stepProgressed(step: step, progress: Job.Progress()), job: job)
    }

    /// How far it is; reports that come too fast are left out.
    func progress(_ progress: Job.Progress) async {
        guard progress.percent == 100 || last.isDue(after: Self.interval) else { return }
        await jobs?.record(.stepProgressed(step: step, progress: progress), job: job)
    }
}

/// When progress was last reported.
private final class LastReport: Sendable {
    private let time = Mutex<ContinuousClock.Instant?>(nil)

    func isDue(after interval: Duration) -> Bool {
        let now = ContinuousClock.now
        return time.withLock { last in
            if let last, now - last < interval { return false }
            last = now
            return true
        }
    }
}

/// Carries out the work of jobs.
protocol JobRunner: Sendable {
    /// Throws when a request can be refused before it becomes a job, such as for an unknown name.
    func check(_ request: JobRequest) async throws
    /// Does the work; ends early with `CancellationError` when the task is cancelled.
    func run(_ request: JobRequest, for caller: Caller, _ reporter: JobReporter) async throws
}
