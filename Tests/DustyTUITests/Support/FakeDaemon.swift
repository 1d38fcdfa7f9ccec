import DustyCore
import Synchronization

/// A daemon that says what a test told it to say, and remembers what it was asked.
final class FakeDaemon: Daemon {
    /// What it does and has been asked.
    struct Script {
        var version = VersionInfo(version: DustyVersion.current, api: Endpoint.api, stack: "default", pid: 1)
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

    func version() async throws -> VersionInfo {
        try check()
        return script.version
    }

    func snapshot() async throws -> Snapshot {
        try check()
        guard let snapshot = script.snapshot else { throw DustyError(.unavailable, "No snapshot was scripted.") }
        return snapshot
    }

    func watch(each: @Sendable (Snapshot) async throws -> Void) async throws {
        try check()
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

    func start(_ request: JobRequest) async throws -> Job {
        try check()
        return try state.withLock { script in
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

    func job(_ id: Int) async throws -> Job {
        try check()
        guard let job = script.snapshot?.jobs.first(where: { $0.id == id }) else {
            throw DustyError(.notFound, "There is no job \(id).")
        }
        return job
    }

    func cancel(job id: Int) async throws -> Job {
        try check()
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

    func events(ofJob id: Int, each: @Sendable (JobEvent) async throws -> Void) async throws {
        try check()
        for event in script.events where event.job == id { try await each(event) }
    }

    func logs(_ request: LogRequest, each: @Sendable (LogBatch) async throws -> Void) async throws {
        try check()
        let name = request.names.first ?? ""
        for batch in script.logs[name] ?? [] { try await each(batch) }
        guard request.follow else { return }
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

    func changeBundles(_ request: BundleRequest) async throws -> [BundleStatus] {
        try check()
        return state.withLock { script in
            script.bundleRequests.append(request)
            for index in script.bundles.indices where request.names.contains(script.bundles[index].name) {
                script.bundles[index].active = request.active
            }
            return script.bundles
        }
    }

    func bundles() async throws -> [BundleStatus] {
        try check()
        return script.bundles
    }

    func repos() async throws -> [RepoStatus] {
        try check()
        return script.repos
    }

    func changeRepo(_ request: RepoRequest) async throws -> [RepoStatus] {
        try check()
        state.withLock { $0.repoRequests.append(request) }
        return script.repos
    }

    func validate() async throws -> ValidationReport {
        try check()
        return ValidationReport(problems: script.problems)
    }
}
