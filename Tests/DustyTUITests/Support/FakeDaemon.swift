import DustyCore
import Synchronization

/// A daemon that says what a test told it to say, and remembers what it was asked.
final class FakeDaemon: TestDaemon {
    /// What it does and has been asked.
    struct Script {
        var version = VersionInfo(version: DustyVersion.current, api: API.version, stack: "default", pid: 1)
        var snapshot: Snapshot?
        /// Thrown by everything while it is set.
        var failure: DustyError?
        /// Thrown by `start` while it is set.
        var refusal: DustyError?
        var logs: [String: [LogBatch]] = [:]
        var bundles: [BundleStatus] = []
        var repos: [RepoStatus] = []
        var problems: [SpecProblem] = []
        var events: [JobEvent] = []
        var nextJob = 1
        var definitions: [String: DefinitionInfo] = [:]
        var syncPreviews: [SyncPreview] = []

        var requests: [JobRequest] = []
        var cancelled: [Int] = []
        var bundleRequests: [BundleRequest] = []
        var repoRequests: [RepoRequest] = []
        var openLogs: [String] = []
        var closedLogs: [String] = []
        fileprivate var watchers: [Int: AsyncStream<Snapshot?>.Continuation] = [:]
        fileprivate var readers: [Int: (name: String, stream: AsyncStream<LogBatch>.Continuation)] = [:]
        fileprivate var nextStream = 0
    }

    private let state: Mutex<Script>

    init(snapshot: Snapshot? = nil) {
        var script = Script()
        script.snapshot = snapshot
        script.bundles = snapshot?.bundles ?? []
        state = Mutex(script)
    }

    /// What it has been asked so far.
    var script: Script { state.withLock { $0 } }

    /// Changes what it does.
    func change(_ body: (inout Script) -> Void) {
        state.withLock { body(&$0) }
    }

    /// Sends a snapshot to everybody who watches.
    func send(_ snapshot: Snapshot) {
        state.withLock { script in
            script.snapshot = snapshot
            for watcher in script.watchers.values { watcher.yield(snapshot) }
        }
    }

    /// Sends lines to everybody who follows their container.
    func send(_ batch: LogBatch, of name: String) {
        state.withLock { script in
            for reader in script.readers.values where reader.name == name { reader.stream.yield(batch) }
        }
    }

    /// Breaks every stream and answers with an error from now on.
    func goAway(_ failure: DustyError = DustyError(.unavailable, "The daemon does not answer.")) {
        state.withLock { script in
            script.failure = failure
            for watcher in script.watchers.values { watcher.finish() }
            for reader in script.readers.values { reader.stream.finish() }
        }
    }

    private func check() throws {
        if let failure = state.withLock({ $0.failure }) { throw failure }
    }

    func call<Input, Answer: Decodable>(_ endpoint: Endpoint<Input, Answer>, _ input: Input) async throws -> Answer {
        try check()
        return try answer(try value(of: endpoint.definition.id, input), of: endpoint)
    }

    private func value(of endpoint: String, _ input: any EndpointInput) throws -> (any Sendable)? {
        switch (endpoint, input) {
        case (_, let request as JobRequest): return try start(request)
        case ("cancelJob", let number as JobNumber): return cancel(number.id)
        case (_, let number as JobNumber):
            guard let job = script.snapshot?.jobs.first(where: { $0.id == number.id }) else {
                throw DustyError(.notFound, "There is no job \(number.id).")
            }
            return job
        case (_, let request as BundleRequest): return change(request)
        case (_, let request as RepoRequest):
            state.withLock { $0.repoRequests.append(request) }
            return script.repos
        case (_, let question as DefinitionQuestion):
            guard let definition = script.definitions[question.name] else {
                throw DustyError.unknown(question.name, among: [])
            }
            return definition
        case ("status", _):
            guard let snapshot = script.snapshot else { throw DustyError(.unavailable, "No snapshot was scripted.") }
            return snapshot
        case ("version", _): return script.version
        case ("bundles", _): return script.bundles
        case ("repos", _): return script.repos
        case ("validate", _): return ValidationReport(problems: script.problems)
        case ("plan", _): return PlanReport()
        case ("syncPreview", _): return script.syncPreviews
        case ("testSuites", _): return [TestSuiteInfo]()
        default: return nil
        }
    }

    func follow<Input, Element: Decodable>(
        _ endpoint: Endpoint<Input, JSONLines<Element>>,
        _ input: Input,
        each: @Sendable (Element) async throws -> Void
    ) async throws {
        try check()
        func pass(_ value: any Sendable) async throws {
            if let value = value as? Element { try await each(value) }
        }
        switch input {
        case let request as LogRequest: try await logs(request, each: pass)
        case let request as JobOutputRequest:
            try await logs(LogRequest(names: ["job \(request.job)"], request.window), each: pass)
        case let number as JobNumber: for event in script.events where event.job == number.id { try await pass(event) }
        default: try await watch(each: pass)
        }
    }

    private func watch(each: (any Sendable) async throws -> Void) async throws {
        let (stream, continuation) = AsyncStream.makeStream(of: Snapshot?.self)
        let id = state.withLock { script in
            script.nextStream += 1
            script.watchers[script.nextStream] = continuation
            if let snapshot = script.snapshot { continuation.yield(snapshot) }
            return script.nextStream
        }
        defer { state.withLock { $0.watchers[id] = nil } }
        for await snapshot in stream {
            if let snapshot { try await each(snapshot) }
        }
        try Task.checkCancellation()
        try check()
    }

    private func start(_ request: JobRequest) throws -> Job {
        try state.withLock { script in
            if let refusal = script.refusal { throw refusal }
            script.requests.append(request)
            defer { script.nextJob += 1 }
            return Job(
                id: script.nextJob,
                kind: request.kind,
                names: request.names,
                state: .running,
                user: "root",
                createdAt: script.snapshot?.time ?? Timestamp(milliseconds: 0)
            )
        }
    }

    private func cancel(_ id: Int) -> Job {
        state.withLock { $0.cancelled.append(id) }
        return Job(
            id: id,
            kind: .up,
            names: [],
            state: .cancelling,
            user: "root",
            createdAt: Timestamp(milliseconds: 0)
        )
    }

    private func logs(_ request: LogRequest, each: (any Sendable) async throws -> Void) async throws {
        let name = request.names.first ?? ""
        for batch in script.logs[name] ?? [] { try await each(batch) }
        guard request.window.follow else { return }
        let (stream, continuation) = AsyncStream.makeStream(of: LogBatch.self)
        let id = state.withLock { script in
            script.nextStream += 1
            script.readers[script.nextStream] = (name, continuation)
            script.openLogs.append(name)
            return script.nextStream
        }
        defer {
            state.withLock { script in
                script.readers[id] = nil
                script.closedLogs.append(name)
            }
        }
        for await batch in stream { try await each(batch) }
        try Task.checkCancellation()
        try check()
    }

    private func change(_ request: BundleRequest) -> [BundleStatus] {
        state.withLock { script in
            script.bundleRequests.append(request)
            for index in script.bundles.indices where request.names.contains(script.bundles[index].name) {
                script.bundles[index].active = request.active
            }
            return script.bundles
        }
    }
}
