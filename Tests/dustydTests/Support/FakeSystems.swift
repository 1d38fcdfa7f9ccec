import DustyCore
import DustyTestSupport
import Synchronization
import Yams

@testable import dustyd

/// A world in memory: what is asked of it is written down, and containers do what Compose is told.
actor FakeWorld {
    /// Calls in order, such as `compose up` or `sync /src/api`.
    private(set) var calls: [String] = []
    private(set) var containers: [ObservedContainer] = []
    private(set) var hosts: [UInt8]
    private(set) var proxyConfig: String?
    /// What each sync of a source reports.
    private var transfers: [String: TransferResult] = [:]
    /// Calls that fail, by their beginning.
    private var failures: [String: DustyError] = [:]
    /// Failures that are over once they were seen.
    private var passing: Set<String> = []
    private var happenings: [String: @Sendable () -> Void] = [:]
    /// Whether ports can be had elsewhere.
    private(set) var canGoAround = false
    /// What was built.
    private(set) var images: [BuiltImage] = []
    private var missingImages: Set<String> = []
    private var started = 0
    /// Whether each container's log is a line with its id.
    private(set) var hasLogs = false
    /// Whether the bridge is in the engine's own virtual machine.
    private(set) var hidesBridge = false
    func hideBridge() { hidesBridge = true }
    /// What a program prints that is run in a container.
    private(set) var execution = ""
    /// The call that waits until it is released, by its beginning.
    private var held: String?
    /// Calls that never end, by their beginning.
    private var silent: String?
    private let holds = AsyncStream.makeStream(of: Void.self)
    private let releases = AsyncStream.makeStream(of: Void.self)
    private let files: MemoryFiles
    private let composeFile: String

    init(hosts: String, files: MemoryFiles, composeFile: String) {
        self.hosts = Array(hosts.utf8)
        self.files = files
        self.composeFile = composeFile
    }

    func fail(_ call: String, with error: DustyError) {
        failures[call] = error
    }

    func answer(executions text: String) {
        execution = text
    }

    /// Has the next call that begins so hang; with `always` every one until it is cancelled.
    func hang(_ call: String, always: Bool = false) {
        if always { silent = call } else { held = call }
    }

    /// Returns when a call hangs.
    func untilHanging() async {
        for await _ in holds.stream { return }
    }

    /// Lets the call go on.
    func release() {
        releases.continuation.yield()
    }

    func pass(_ call: String) async throws {
        if let silent, call.hasPrefix(silent) { try await untilCancelled() }
        guard let beginning = held, call.hasPrefix(beginning) else { return }
        held = nil
        holds.continuation.yield()
        for await _ in releases.stream { return }
        throw CancellationError()
    }

    func heal() {
        failures = [:]
    }

    func set(transfer: TransferResult, of source: String) {
        transfers[source] = transfer
    }

    func change(_ service: String, _ edit: @Sendable (inout ObservedContainer) -> Void) {
        for index in containers.indices where containers[index].service == service { edit(&containers[index]) }
    }

    /// Changes one container, by its id.
    func edit(_ id: String, _ change: @Sendable (inout ObservedContainer) -> Void) {
        for index in containers.indices where containers[index].id == id { change(&containers[index]) }
    }

    /// Puts a container there that nobody here has made.
    func place(_ container: ObservedContainer) {
        containers.append(container)
    }

    /// A call fails once, and something happens meanwhile.
    func failOnce(_ call: String, with error: DustyError, _ happening: (@Sendable () -> Void)? = nil) {
        failures[call] = error
        happenings[call] = happening
        passing.insert(call)
    }

    func keepLogs() {
        hasLogs = true
    }

    func allowDetours() {
        canGoAround = true
    }

    func forget(image: String) {
        missingImages.insert(image)
    }

    fileprivate func has(image: String) -> Bool {
        !missingImages.contains(image)
    }

    func forget(_ id: String) {
        containers.removeAll { $0.id == id }
    }

    /// Networks that were made without Compose, by name.
    private(set) var networks: [String: EngineNetwork] = [:]

    func set(network: EngineNetwork?, _ name: String) {
        networks[name] = network
    }

    func forgetCalls() {
        calls = []
    }

    func note(_ call: String) throws {
        calls.append(call)
        for (beginning, error) in failures where call.hasPrefix(beginning) {
            if passing.remove(beginning) != nil { failures[beginning] = nil }
            happenings.removeValue(forKey: beginning)?()
            throw error
        }
    }

    fileprivate func transfer(of source: String) -> TransferResult {
        transfers[source] ?? TransferResult(files: 0, deleted: 0, bytes: 0, changed: false)
    }

    func change(hosts edit: @Sendable ([UInt8]) -> [UInt8]) {
        hosts = edit(hosts)
    }

    fileprivate func set(proxyConfig: String) {
        self.proxyConfig = proxyConfig
    }

    /// What Compose does with its file: one container for each service, with the labels written there.
    func composeUp(_ only: [String], recreate: Bool) throws {
        let text = String(decoding: try files.contents(composeFile) ?? [], as: UTF8.self)
        let services = ComposeText.services(text)
        for (service, labels) in services where only.isEmpty || only.contains(service) {
            let existing = containers.first { $0.service == service }
            if let existing, existing.labels == labels, existing.status == .running, !recreate { continue }
            started += 1
            let keep = existing?.labels == labels && !recreate
            var container = ObservedContainer.started(service, id: keep ? existing?.id : "id-\(started)")
            container.labels = labels
            containers.removeAll { $0.service == service }
            containers.append(container)
        }
        if only.isEmpty { containers.removeAll { services[$0.service] == nil } }
    }

    /// What Compose does with its file: an image for each service that is built, under the usual name, with the label written there.
    fileprivate func composeBuild(_ only: [String]) throws {
        let text = String(decoding: try files.contents(composeFile) ?? [], as: UTF8.self)
        let services = try Yams.compose(yaml: text)?["services"]?.mapping ?? [:]
        for (service, definition) in services {
            guard let service = service.string, only.isEmpty || only.contains(service),
                let mark = definition["build"]?["labels"]?[StackLabel.build]?.string
            else { continue }
            take(image: "dusty-\(service):latest")
            images.append(BuiltImage(mark: mark, names: ["dusty-\(service):latest"]))
        }
    }

    /// Another image has this name now.
    func take(image name: String) {
        for index in images.indices { images[index].names.removeAll { $0 == name } }
    }

    fileprivate func composeDown() {
        containers = []
    }
}

/// Reads just enough of a Compose file to know its services and their labels.
private enum ComposeText {
    static func services(_ text: String) -> [String: [String: String]] {
        guard let node = try? Yams.compose(yaml: text), let services = node["services"]?.mapping else { return [:] }
        var result: [String: [String: String]] = [:]
        for (name, service) in services {
            guard let name = name.string else { continue }
            var labels: [String: String] = [:]
            for (key, value) in service["labels"]?.mapping ?? [:] {
                if let key = key.string { labels[key] = value.scalar?.string }
            }
            result[name] = labels
        }
        return result
    }
}

/// The stand-ins of the daemon's systems, all looking at one world.
struct FakeSystems: EngineObserver, EnginePulse, EngineController, ComposeEngine, Proxy, HostsFile, Syncer, GitRepos,
    Machine,
    MachineTreeWriter,
    PortDialer
{
    let world: FakeWorld
    let root: String

    func version() async throws -> String {
        try await world.note("engine version")
        return "26.1.5"
    }

    func containers(project: String) async throws -> [ObservedContainer] {
        try await world.pass("engine containers")
        return await world.containers
    }

    func container(_ id: String, project: String) async throws -> ObservedContainer? {
        try await containers(project: project).first { $0.id == id }
    }

    func mounts() -> [ContainerMounts] { [] }

    func ping() {}

    func ping(container: String) {}

    func events(project: String, each: @escaping @Sendable (EngineEvent) async throws -> Void) async throws {
        try await untilCancelled()
    }

    func logs(
        container: String,
        query: LogQuery,
        each: @Sendable ([ContainerLogLine]) async throws -> Void
    ) async throws {
        guard await world.hasLogs, await world.containers.contains(where: { $0.id == container }) else { return }
        try await each([ContainerLogLine(time: .noon, isError: false, text: container)])
    }

    func stats(container: String, each: @Sendable (ContainerStats) async throws -> Void) async throws {}

    func end(container: String, grace seconds: Int) async throws {
        let service = await world.containers.first { $0.id == container }?.service ?? container
        try await world.note("end \(service)")
        await world.change(service) { container in
            guard [.running, .paused].contains(container.status) else { return }
            (container.status, container.exitCode) = (.exited, 143)
        }
    }

    func signal(container: String, _ signal: String) async throws {
        try await world.note("signal \(signal)")
    }

    func execute(container: String, _ arguments: [String]) async throws -> (status: Int, output: String) {
        (0, await world.execution)
    }

    func bridgeAddress() async throws -> String { "172.17.0.1" }

    func builtImages() async throws -> [BuiltImage] { await world.images }

    func imageID(_ name: String) async throws -> String? { await world.has(image: name) ? "sha256:\(name)" : nil }

    func up(
        _ project: ComposeProject,
        services: [String],
        recreate: Bool,
        withDependencies: Bool,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        try await world.note("compose up \((recreate ? ["--force-recreate"] : []) + services)")
        try await world.pass("compose up")
        try await world.composeUp(services, recreate: recreate)
    }

    func build(
        _ project: ComposeProject,
        services: [String],
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        try await world.note("compose build \(services)")
        try await world.composeBuild(services)
    }

    func pull(
        _ project: ComposeProject,
        services: [String],
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        try await world.note("compose pull \(services)")
    }

    func down(_ project: ComposeProject, onLine: @Sendable (OutputLine) async -> Void) async throws {
        try await world.note("compose down")
        await world.composeDown()
    }

    func installedConfig() async throws -> String? { await world.proxyConfig }

    func test(_ config: String) async throws { try await world.note("proxy test") }

    func install(_ config: String) async throws {
        try await world.note("proxy install")
        await world.set(proxyConfig: config)
    }

    func reload() async throws { try await world.note("proxy reload") }

    func read() async throws -> [UInt8] { await world.hosts }

    func change(_ edit: @escaping @Sendable ([UInt8]) -> [UInt8]) async throws -> Bool {
        guard await edit(world.hosts) != world.hosts else { return false }
        try await world.note("hosts write")
        // As the real one does it: on what it is at that moment.
        await world.change(hosts: edit)
        return true
    }

    func sync(
        _ transfer: Transfer,
        noting record: TransferRecord,
        onProgress: @Sendable (Job.Progress) async -> Void
    ) async throws -> TransferResult {
        let how = (transfer.isRehearsal ? "rehearse " : "") + (transfer.manner == .exact ? "exact " : "")
        try await world.note("\(how)sync \(transfer.source)")
        record.finish()
        return await world.transfer(of: transfer.source)
    }

    func update(
        _ repo: RepoReference,
        branch: String?,
        at path: String,
        as caller: Caller,
        owned: Bool
    ) async throws -> RepoUpdate {
        try await world.note("git \(repo.shortName)\(branch.map { " \($0)" } ?? "")")
        return RepoUpdate(outcome: .current, revision: "0123")
    }

    func inspect(_ repo: RepoReference, at path: String, as reader: User) async throws -> CloneState {
        try await world.note("git status \(repo.shortName)")
        return CloneState(status: "# branch.head trunk\n# branch.ab +1 -2\n1 .M file")
    }

    func status() async -> MachineStatus { MachineStatus(kind: .local, state: .running) }

    func facts() async throws -> MachineFacts {
        MachineFacts(
            address: "127.65.0.1",
            bridgeAddress: "172.17.0.1",
            root: root,
            hasBridge: await !world.hidesBridge
        )
    }

    func wake(_ reporter: JobReporter) {}

    func ready() {}

    func generation(of target: String) -> Int { 0 }

    func isDirectory(_ path: String) -> Bool { true }

    func remove(_ removal: Removal, from target: String) -> Int { 0 }

    func isEmpty(_ target: String) -> Bool { true }

    func examine(at now: Timestamp, fixes: Bool) -> [DoctorCheck] { [] }

    func open(_ ports: [Int]) async throws -> String { "127.65.0.1" }

    func publish(_ part: TreePart) {}

    func removeTestRun(_ project: String) {}

    func connect(_ address: String, _ port: Int) async throws -> ReadinessAttempt { .ready }

    func get(_ address: String, _ port: Int, path: String) async throws -> ReadinessAttempt { .ready }

    func checkPorts(_ ports: [Int], address: String) async throws {
        try await world.note("check ports \(ports)")
    }

    func endOrphanedForwarders(on ports: [Int], address: String) async throws {
        try await world.note("end orphaned forwarders \(ports)")
    }
}
