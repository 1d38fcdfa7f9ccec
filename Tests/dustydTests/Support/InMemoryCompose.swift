import DustyCore
import Synchronization

@testable import dustyd

/// A Compose that starts nothing and tells what it was asked.
final class InMemoryCompose: ComposeEngine {
    /// One call.
    enum Call: Sendable, Equatable {
        case up(services: [String], recreate: Bool, withDependencies: Bool)
        case build([String])
        case pull([String])
        case stop([String], grace: Int)
        case down
    }

    private let asked = Collector<Call>()
    private let answer: @Sendable (Call) async throws -> Void

    /// A Compose that does `answer` for each call, for instance throw, wait, or change an `InMemoryEngine`.
    init(_ answer: @escaping @Sendable (Call) async throws -> Void = { _ in }) {
        self.answer = answer
    }

    /// What was asked, in order.
    var calls: [Call] { asked.values }

    func up(
        _ project: ComposeProject,
        services: [String],
        recreate: Bool,
        withDependencies: Bool,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        await onLine(OutputLine(isError: true, text: " Container \(project.name) Started"))
        try await call(.up(services: services, recreate: recreate, withDependencies: withDependencies))
    }

    func build(
        _ project: ComposeProject,
        services: [String],
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        try await call(.build(services))
    }

    func pull(
        _ project: ComposeProject,
        services: [String],
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        try await call(.pull(services))
    }

    func stop(
        _ project: ComposeProject,
        services: [String],
        grace seconds: Int,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws {
        try await call(.stop(services, grace: seconds))
    }

    func down(_ project: ComposeProject, onLine: @Sendable (OutputLine) async -> Void) async throws {
        try await call(.down)
    }

    private func call(_ call: Call) async throws {
        asked.add(call)
        try await answer(call)
    }
}

/// A machine that is only a value.
struct InMemoryMachine: Machine {
    var machineFacts = MachineFacts(address: "127.65.0.1", bridgeAddress: "172.17.0.1", root: "/machine")
    /// What `checkPorts` throws.
    var taken: DustyError?
    let checked = Collector<[Int]>()

    func status() async -> MachineStatus {
        MachineStatus(kind: "local", state: "running", address: machineFacts.address)
    }

    func facts() async throws -> MachineFacts {
        machineFacts
    }

    func checkPorts(_ ports: [Int], address: String) async throws {
        checked.add(ports)
        if let taken { throw taken }
    }
}
