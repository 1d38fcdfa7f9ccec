import DustyCore
import DustyTestSupport
import Synchronization

@testable import dustyd

/// What an engine keeps, in memory; what is asked of it is written down.
final class FakeStorage: EngineStorage, EnginePower, EngineInformation {
    private struct State {
        var usage = EngineUsage()
        var networks: [StoredNetwork] = []
        var documents: [String: String] = [:]
        var calls: [String] = []
        var security: [String] = []
        var kernel: String?
        var hangs = false
        var volumes: [String: VolumePlace] = [:]
    }

    private let state = Mutex(State())
    private let holds = AsyncStream.makeStream(of: Void.self)

    /// What was asked of it, in order, apart from questions.
    var calls: [String] { state.withLock { $0.calls } }

    func set(_ usage: EngineUsage) { state.withLock { $0.usage = usage } }
    func set(volumes: [String: VolumePlace]) { state.withLock { $0.volumes = volumes } }
    func set(security: [String]) { state.withLock { $0.security = security } }
    func set(kernel: String) { state.withLock { $0.kernel = kernel } }
    /// From now on it never answers.
    func hang() { state.withLock { $0.hangs = true } }
    func set(networks: [StoredNetwork]) { state.withLock { $0.networks = networks } }
    func set(documents: [String: String]) { state.withLock { $0.documents = documents } }

    /// Returns when a container is to end and the engine hangs.
    func untilHanging() async {
        for await _ in holds.stream { return }
    }

    private func note(_ call: String) { state.withLock { $0.calls.append(call) } }

    func usage() async throws -> EngineUsage { state.withLock { $0.usage } }
    func logPath(container: String) async throws -> String? { nil }

    func removeContainer(_ id: String) async throws {
        note("remove container \(id)")
        state.withLock { $0.usage.containers.removeAll { $0.id == id } }
    }

    func removeImage(_ id: String) async throws { note("remove image \(id)") }
    func volumes(of names: StackNames) async throws -> [String] {
        state.withLock { $0.usage.volumes }.filter {
            $0.labels[ComposeLabel.project] == names.project && $0.name.hasPrefix(names.project + "_")
        }.map(\.name)
    }

    func volume(_ name: String) async throws -> VolumePlace? { state.withLock { $0.volumes[name] } }
    func makeVolume(_ name: String, labels: [String: String]) async throws -> VolumePlace {
        note("make volume \(name) \(labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })")
        guard let place = state.withLock({ $0.volumes[name] }) else { throw DustyError(.failed, "no \(name)") }
        return place
    }
    func removeVolume(_ name: String) async throws { note("remove volume \(name)") }
    func start(container: String) async throws { note("start \(container)") }
    func end(container: String, grace seconds: Int) async throws {
        note("end \(container)")
        guard state.withLock({ $0.hangs }) else { return }
        holds.continuation.yield()
        try await untilCancelled()
    }

    func facts() async throws -> EngineFacts {
        let (security, kernel, hangs) = state.withLock { ($0.security, $0.kernel, $0.hangs) }
        if hangs { try await untilCancelled() }
        return EngineFacts(
            version: "26.1.5",
            api: "1.45",
            root: "/",
            time: .noon,
            security: security,
            kernel: kernel ?? Doctor.ownKernelRelease
        )
    }

    func networks(project: String) async throws -> [StoredNetwork] { state.withLock { $0.networks } }
    func removeNetwork(_ name: String) async throws { note("remove network \(name)") }

    func document(_ path: String) async throws -> [UInt8] {
        guard let text = state.withLock({ $0.documents[path] }) else { throw DustyError(.notFound, "no \(path)") }
        return Array(text.utf8)
    }
}

extension StoredContainer {
    /// A running container of the stack.
    static func running(_ service: String, _ edit: (inout StoredContainer) -> Void = { _ in }) -> StoredContainer {
        var container = StoredContainer(
            id: "id-\(service)",
            name: "dusty_\(service)_1",
            image: "\(service):1",
            imageID: "sha256:\(service)",
            status: .running,
            labels: [ComposeLabel.project: "dusty", ComposeLabel.service: service],
            layerBytes: 10,
            mounts: []
        )
        edit(&container)
        return container
    }
}
