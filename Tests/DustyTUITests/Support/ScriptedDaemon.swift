import DustyCore
import DustyTestSupport
import Synchronization

/// A daemon that answers as it was told to and remembers what it was asked; what it was not prepared for is an error.
final class ScriptedDaemon: Daemon {
    struct Unprepared: Error {
        let call: String
    }

    struct Answers: Sendable {
        var version: VersionInfo?
        var snapshot: Snapshot?
        var job: Job?
        var events: [JobEvent] = []
        /// Keeps the event stream open after the last event, until the task is cancelled.
        var holdsEvents = false
        var batches: [LogBatch] = []
        var bundles: [BundleStatus]?
        var repos: [RepoStatus]?
        var report: ValidationReport?
        var config = ConfigAnswers()
        var suites: [TestSuiteInfo]?
        var maintenance = MaintenanceAnswers()
        var scripts: [ScriptInfo]?
        var exec = ExecScript()
        var plan: PlanReport?
        /// Thrown by everything when set.
        var failure: DustyError?
    }

    let answers: Answers
    private let asked = Mutex<[String]>([])

    init(_ answers: Answers) {
        self.answers = answers
    }

    /// What was asked, in order.
    var calls: [String] { asked.withLock { $0 } }

    func answer<Value>(_ call: String, _ value: Value?) throws -> Value {
        asked.withLock { $0.append(call) }
        if let failure = answers.failure { throw failure }
        guard let value else { throw Unprepared(call: call) }
        return value
    }

    func version() async throws -> VersionInfo { try answer("version", answers.version) }

    func snapshot() async throws -> Snapshot { try answer("snapshot", answers.snapshot) }

    func watch(each: @Sendable (Snapshot) async throws -> Void) async throws {
        try await each(try answer("watch", answers.snapshot))
    }

    func start(_ request: JobRequest) async throws -> Job {
        let names = request.names.map { " \($0)" }.joined()
        let flags = lifecycleFlags(of: request) + (request.queue ? " queue" : "")
        return try answer("start \(request.kind.rawValue)\(names)\(flags)", answers.job)
    }

    func job(_ id: Int) async throws -> Job { try answer("job \(id)", answers.job) }
    func cancel(job id: Int) async throws -> Job { try answer("cancel \(id)", answers.job) }

    func events(ofJob id: Int, each: @Sendable (JobEvent) async throws -> Void) async throws {
        for event in try answer("events \(id)", answers.events) { try await each(event) }
        if answers.holdsEvents { try await untilCancelled() }
    }

    func logs(_ request: LogRequest, each: @Sendable (LogBatch) async throws -> Void) async throws {
        let call =
            "logs \(request.names.joined(separator: " ")) follow=\(request.follow) tail=\(request.tail ?? -1)"
            + (request.since == nil ? "" : " since")
        for batch in try answer(call, answers.batches) { try await each(batch) }
    }

    func changeBundles(_ request: BundleRequest) async throws -> [BundleStatus] {
        let names = request.names.joined(separator: " ")
        let verb = request.active ? (request.only ? "activate only" : "activate") : "deactivate"
        return try answer("\(verb) \(names)", answers.bundles)
    }

    func bundles() async throws -> [BundleStatus] { try answer("bundles", answers.bundles) }

    func repos() async throws -> [RepoStatus] { try answer("repos", answers.repos) }

    func changeRepo(_ request: RepoRequest) async throws -> [RepoStatus] {
        try answer("repo \(request.name) \(request.path ?? "managed")", answers.repos)
    }

    func validate() async throws -> ValidationReport { try answer("validate", answers.report) }
}
