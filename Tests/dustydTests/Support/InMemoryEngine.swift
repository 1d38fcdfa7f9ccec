import DustyCore
import DustyTestSupport
import Synchronization

@testable import dustyd

/// An engine whose containers are values. Streams deliver what tests `send` and end when told to or when their task is cancelled.
final class InMemoryEngine: EngineObserver, EnginePulse, EngineController, PublishedPorts {
    /// What the engine holds and was told.
    struct State: Sendable {
        var containers: [ObservedContainer] = []
        var images: [String: String] = [:]
        var published: [PublishedPort] = []
        var logs: [String: [ContainerLogLine]] = [:]
        /// Containers whose logs never come.
        var silentLogs: Set<String> = []
        /// Set while the engine does not answer.
        var outage: DustyError?
        /// Set while it takes questions after a sign of life and does not answer them; the other while it does not for containers.
        var hangs = false
        var containersHang = false
        /// Containers that were asked for one by one, and how often all were listed.
        var asked: [String] = []
        var lists = 0
        var ended: [String] = []
        var signals: [String] = []
        var executed: [[String]] = []
        /// What `execute` answers.
        var execution: (status: Int, output: String) = (0, "")
    }

    private let state: Mutex<State>
    /// Containers whose logs are waited for in vain.
    let silent = AsyncStream.makeStream(of: String.self)
    private let eventFeed = Feed<EngineEvent>()
    private let logFeed = Feed<(container: String, line: ContainerLogLine)>()
    private let statsFeed = Feed<(container: String, stats: ContainerStats)>()

    /// An engine with these containers.
    init(_ containers: [ObservedContainer] = []) {
        state = Mutex(State(containers: containers))
    }

    /// Changes what the engine holds; tells nobody.
    func change<Value: Sendable>(_ body: @Sendable (inout State) -> Value) -> Value {
        state.withLock { body(&$0) }
    }

    /// What the engine holds and was told.
    var current: State { state.withLock { $0 } }

    /// Sends an event to everybody who watches.
    func send(_ event: EngineEvent) { eventFeed.send(event) }
    /// Sends a line to everybody who follows the container's log.
    func send(_ line: ContainerLogLine, from container: String) { logFeed.send((container, line)) }
    /// Sends a measurement to everybody who watches the container.
    func send(_ stats: ContainerStats, from container: String) { statsFeed.send((container, stats)) }
    /// Ends every stream, as an engine that stops does.
    func endStreams() {
        eventFeed.end()
        logFeed.end()
        statsFeed.end()
    }
    /// Returns when somebody watches events.
    func awaitWatcher() async { await eventFeed.awaitSubscriber() }
    /// Returns when somebody follows a log.
    func awaitFollower() async { await logFeed.awaitSubscriber() }

    func version() async throws -> String {
        try answering { _ in "26.1.5" }
    }

    func ping() async throws {
        try answering { _ in }
        if current.hangs { try await untilCancelled() }
    }

    func ping(container: String) async throws {
        try answering { _ in }
        if current.hangs || current.containersHang { try await untilCancelled() }
    }

    func containers(project: String) async throws -> [ObservedContainer] {
        change { $0.lists += 1 }
        return try answering { state in
            state.containers.filter { [nil, project].contains($0.labels[ComposeLabel.project]) }
        }
    }

    func container(_ id: String, project: String) async throws -> ObservedContainer? {
        change { $0.asked.append(id) }
        return try answering { state in state.containers.first { $0.id == id } }
    }

    func mounts() -> [ContainerMounts] { [] }

    func events(project: String, each: @escaping @Sendable (EngineEvent) async throws -> Void) async throws {
        try answering { _ in }
        for await event in eventFeed.subscribe() { try await each(event) }
        try Task.checkCancellation()
    }

    func logs(
        container: String,
        query: LogQuery,
        each: @Sendable ([ContainerLogLine]) async throws -> Void
    ) async throws {
        if current.silentLogs.contains(container) {
            silent.continuation.yield(container)
            try await untilCancelled()
        }
        let live = query.follow ? logFeed.subscribe() : nil
        var lines = try answering { $0.logs[container] ?? [] }
        // As Docker does: it counts from the end, whatever part is wanted.
        if let tail = query.tail { lines = lines.suffix(tail) }
        if let since = query.since { lines = lines.filter { $0.time >= since } }
        if let until = query.until { lines = lines.filter { $0.time < until } }
        if !lines.isEmpty { try await each(lines) }
        guard let live else { return }
        for await (name, line) in live where name == container { try await each([line]) }
        try Task.checkCancellation()
    }

    func stats(container: String, each: @Sendable (ContainerStats) async throws -> Void) async throws {
        try answering { _ in }
        for await (name, stats) in statsFeed.subscribe() where name == container { try await each(stats) }
        try Task.checkCancellation()
    }

    func end(container: String, grace seconds: Int) async throws {
        try answering { $0.ended.append(container) }
    }

    func signal(container: String, _ signal: String) async throws {
        try answering { $0.signals.append("\(signal) \(container)") }
    }

    func execute(container: String, _ arguments: [String]) async throws -> (status: Int, output: String) {
        try answering { state in
            state.executed.append(arguments)
            return state.execution
        }
    }

    func bridgeAddress() async throws -> String {
        try answering { _ in "172.17.0.1" }
    }

    func imageID(_ name: String) async throws -> String? {
        try answering { $0.images[name] }
    }

    func builtImages() async throws -> [BuiltImage] {
        try answering { _ in [] }
    }

    func publishedPorts() async throws -> [PublishedPort] {
        try answering { $0.published }
    }

    private func answering<Value: Sendable>(_ body: (inout State) throws -> Value) throws -> Value {
        try state.withLock { state in
            if let outage = state.outage { throw outage }
            return try body(&state)
        }
    }
}

extension ObservedContainer {
    /// A container that runs, for tests.
    static func running(_ service: String, id: String? = nil, project: String = "dusty") -> ObservedContainer {
        ObservedContainer(
            id: id ?? "id-\(service)",
            service: service,
            name: "\(project)_\(service)_1",
            image: "image",
            imageID: "sha256:1",
            status: .running,
            health: nil,
            exitCode: 0,
            error: nil,
            outOfMemory: false,
            startedAt: Timestamp(milliseconds: 1000),
            finishedAt: nil,
            restarts: 0,
            terminal: false,
            labels: [
                ComposeLabel.project: project, ComposeLabel.service: service, StackLabel.stack: "default",
                StackLabel.service: service,
            ]
        )
    }
}
