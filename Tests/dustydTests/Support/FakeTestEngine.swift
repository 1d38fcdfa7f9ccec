import DustyCore
import DustyTestSupport
import Synchronization
import Yams

@testable import dustyd

/// An engine with Compose for test runs: containers come from the Compose files it is given, print what a test says and end as it says.
final class FakeTestEngine: Sendable {
    struct State: Sendable {
        /// Calls in order, such as `up dusty-test-api-1-1`.
        var calls: [String] = []
        var containers: [ObservedContainer] = []
        var images: [String: String] = ["python:3.11": "sha256:python", "base:1": "sha256:base"]
        /// Compose files of the projects that came up, by project.
        var texts: [String: String] = [:]
        /// What a service prints: its errors begin with `!`.
        var output: [String: [String]] = [:]
        /// Exit codes by service, 0 when not here; of the tests by suite.
        var codes: [String: Int] = [:]
        /// Services in the order in which they were started.
        var started: [String] = []
        /// How often a program in a container of a service fails before it succeeds.
        var refusals: [String: Int] = [:]
        /// Services whose output never ends.
        var endless: Set<String> = []
        var failures: [String: DustyError] = [:]
        var nextImage = 1
    }

    private let state = Mutex(State())
    private let files: MemoryFiles

    init(files: MemoryFiles) {
        self.files = files
    }

    var current: State { state.withLock { $0 } }

    func change(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
    }

    private func note(_ call: String) throws {
        try state.withLock { state in
            state.calls.append(call)
            for (beginning, error) in state.failures where call.hasPrefix(beginning) { throw error }
        }
    }

    /// The suite that a Compose file runs, `setup` for what makes an image.
    private static func suite(of node: Node, service: String) -> String {
        let file = node["services"]?[service]?["command"]?.sequence?.last {
            $0.string?.hasPrefix("/command_files") == true
        }
        guard let words = file?.string?.split(separator: "_test_"), words.count == 2 else { return service }
        return String(words[1].dropLast(3))
    }
}

extension FakeTestEngine: ComposeEngine, ContainerMaker, ComposeDisposal {
    func make(
        _ project: ComposeProject,
        services: [String],
        replacing: Replacement,
        keepingOrphans: Bool,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        try await up(project, services: [], recreate: false, withDependencies: true, onLine: onLine)
    }

    func up(
        _ project: ComposeProject,
        services: [String],
        recreate: Bool,
        withDependencies: Bool,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        let text = String(decoding: try files.contents(project.file) ?? [], as: UTF8.self)
        let node = try Yams.compose(yaml: text) ?? Node("")
        state.withLock { state in
            state.texts[project.name] = text
            for (name, _) in node["services"]?.mapping ?? [:] {
                guard let name = name.string else { continue }
                let suite = Self.suite(of: node, service: name)
                var container = ObservedContainer.running(name, id: "\(project.name)/\(suite)", project: project.name)
                if let code = state.codes[suite] { (container.status, container.exitCode) = (.exited, code) }
                state.containers.append(container)
            }
        }
        try note("up \(project.name)")
    }

    func build(_ project: ComposeProject, services: [String], onLine: @Sendable (OutputLine) async -> Void) async throws
    {
        try note("build \(services.joined())")
    }

    func pull(_ project: ComposeProject, services: [String], onLine: @Sendable (OutputLine) async -> Void) async throws
    {
        try note("pull \(services.joined())")
    }

    func down(_ project: ComposeProject, onLine: @Sendable (OutputLine) async -> Void) async throws {}

    func dispose(_ project: ComposeProject) async throws {
        try note("dispose \(project.name)")
        state.withLock { state in
            state.containers.removeAll { $0.labels[ComposeLabel.project] == project.name }
        }
    }
}

extension FakeTestEngine: EngineObserver, EnginePulse, EngineController, ContainerController {
    func ping() {}

    func ping(container: String) {}

    func version() async throws -> String { "26.1.5" }

    func containers(project: String) async throws -> [ObservedContainer] {
        state.withLock { $0.containers.filter { $0.labels[ComposeLabel.project] == project } }
    }

    func container(_ id: String, project: String) async throws -> ObservedContainer? {
        try await containers(project: project).first { $0.id == id }
    }

    func mounts() -> [ContainerMounts] { [] }

    func events(project: String, each: @escaping @Sendable (EngineEvent) async throws -> Void) async throws {}

    func logs(
        container: String,
        query: LogQuery,
        each: @Sendable ([ContainerLogLine]) async throws -> Void
    ) async throws {
        let word = String(container.split(separator: "/").last ?? "")
        let lines = state.withLock { $0.output[word] ?? [] }
        if !lines.isEmpty {
            try await each(
                lines.map { text in
                    ContainerLogLine(
                        time: .noon,
                        isError: text.hasPrefix("!"),
                        text: text.hasPrefix("!") ? String(text.dropFirst()) : text
                    )
                }
            )
        }
        if state.withLock({ $0.endless.contains(word) }) { try await untilCancelled() }
    }

    func stats(container: String, each: @Sendable (ContainerStats) async throws -> Void) async throws {}

    func end(container: String, grace seconds: Int) async throws {}

    func signal(container: String, _ signal: String) async throws {}

    func container(_ id: String) async throws -> ObservedContainer? {
        state.withLock { $0.containers.first { $0.id == id } }
    }

    func start(container: String) async throws {
        state.withLock { $0.started.append(Self.word(container)) }
    }

    func execute(container: String, _ arguments: [String]) async throws -> (status: Int, output: String) {
        state.withLock { state in
            let left = state.refusals[Self.word(container)] ?? 0
            state.refusals[Self.word(container)] = max(0, left - 1)
            return left > 0 ? (1, "not yet") : (0, "")
        }
    }

    /// The service of a container, or the suite.
    private static func word(_ container: String) -> String { String(container.split(separator: "/").last ?? "") }

    func bridgeAddress() async throws -> String { "172.17.0.1" }

    func builtImages() -> [BuiltImage] { [] }

    func imageID(_ name: String) async throws -> String? { state.withLock { $0.images[name] } }
}

extension FakeTestEngine: EngineImages, SuiteContainers {
    func commit(container: String, repository: String, tag: String) async throws {
        try note("commit \(repository)")
        addImage("\(repository):\(tag)")
    }

    func tag(image: String, repository: String, tag: String) async throws {
        try note("tag \(image) \(repository)")
        addImage("\(repository):\(tag)")
    }

    private func addImage(_ name: String) {
        state.withLock { state in
            state.images[name] = "sha256:\(state.nextImage)"
            state.nextImage += 1
        }
    }

    func names(ofRepository repository: String) async throws -> [String] {
        state.withLock { $0.images.keys.filter { $0.hasPrefix("\(repository):") }.sorted() }
    }

    func remove(image: String) async throws {
        try note("remove image")
        state.withLock { $0.images[image] = nil }
    }

    func output(
        of container: String,
        terminal: Bool,
        each: @Sendable (_ bytes: ArraySlice<UInt8>, _ isError: Bool) async throws -> Void
    ) async throws {
        let word = String(container.split(separator: "/").last ?? "")
        for text in state.withLock({ $0.output[word] ?? [] }) {
            let isError = text.hasPrefix("!")
            try await each(Array(((isError ? String(text.dropFirst()) : text) + "\n").utf8)[...], isError)
        }
        if state.withLock({ $0.endless.contains(word) }) { try await untilCancelled() }
    }

    func exitCode(of container: String) async throws -> Int {
        state.withLock { $0.containers.first { $0.id == container }?.exitCode ?? -1 }
    }

    func testProjects(ofStack stack: String) async throws -> Set<String> {
        state.withLock { Set($0.containers.compactMap { $0.labels[ComposeLabel.project] }) }
    }
}

/// Directories in memory files.
struct MemoryDirectories: RunDirectories {
    let files: MemoryFiles
    /// What `state(of:)` answers, by directory.
    let states: StateTable

    /// States that a test may change.
    final class StateTable: Sendable {
        private let values = Mutex<[String: String]>([:])

        subscript(directory: String) -> String {
            get { values.withLock { $0[directory] ?? "" } }
            set { values.withLock { $0[directory] = newValue } }
        }
    }

    func names(in directory: String) -> [String] {
        let paths = (try? files.files(below: directory)) ?? []
        return Set(paths.compactMap { $0.split(separator: "/").first.map(String.init) }).sorted()
    }

    func remove(_ directory: String) throws {
        for path in try files.files(below: directory) { try files.remove("\(directory)/\(path)") }
    }

    func state(of directory: String, as user: User?) throws -> String { states[directory] }
}
