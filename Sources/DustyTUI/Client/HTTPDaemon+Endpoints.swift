import DustyCore
import UnixHTTP

extension HTTPDaemon: Daemon {
    func version() async throws -> VersionInfo {
        try await value(Endpoint.version)
    }

    func snapshot() async throws -> Snapshot {
        try await value(Endpoint.status)
    }

    func watch(each: @Sendable (Snapshot) async throws -> Void) async throws {
        try await stream(Endpoint.watch, each: each)
    }

    func start(_ request: JobRequest) async throws -> Job {
        try await value(post: request, to: Endpoint.jobs)
    }

    func cancel(job id: Int) async throws -> Job {
        try await value(post: JobRequest?.none, to: Endpoint.cancelJob(id))
    }

    func job(_ id: Int) async throws -> Job {
        try await value(Endpoint.job(id))
    }

    func events(ofJob id: Int, each: @Sendable (JobEvent) async throws -> Void) async throws {
        try await stream(Endpoint.jobEvents(id), each: each)
    }

    func logs(_ request: LogRequest, each: @Sendable (LogBatch) async throws -> Void) async throws {
        var items = request.names.map { (name: "name", value: $0) }
        if request.follow { items.append(("follow", "true")) }
        if let tail = request.tail { items.append(("tail", String(tail))) }
        if let since = request.since { items.append(("since", since.description)) }
        if request.parts { items.append(("parts", "true")) }
        try await stream(HTTPQuery.path(Endpoint.logs, items), each: each)
    }

    func changeBundles(_ request: BundleRequest) async throws -> [BundleStatus] {
        try await value(post: request, to: Endpoint.bundles)
    }

    func bundles() async throws -> [BundleStatus] {
        try await value(Endpoint.bundles)
    }

    func repos() async throws -> [RepoStatus] {
        try await value(Endpoint.repos)
    }

    func changeRepo(_ request: RepoRequest) async throws -> [RepoStatus] {
        try await value(post: request, to: Endpoint.repos)
    }

    func validate() async throws -> ValidationReport {
        try await value(Endpoint.validate)
    }
}
