import DustyCore
import Synchronization

/// What creating and starting a virtual machine reports: steps of a job, and the machine's state meanwhile.
struct BootReporter: Sendable {
    let job: JobReporter
    let phase: VMPhase

    /// Runs one step. What `body` returns is its summary; nil means there was nothing to do.
    func step<Value: Sendable>(
        _ title: String,
        _ body: (StepReporter) async throws -> (value: Value, summary: String?)
    ) async throws -> Value {
        phase.tell(title)
        return try await job.step(title, body)
    }

    /// Runs one step that yields nothing but its summary.
    func step(_ title: String, _ body: (StepReporter) async throws -> String?) async throws {
        phase.tell(title)
        try await job.step(title, body)
    }
}

/// What is being done to a virtual machine right now, for every client.
final class VMPhase: Sendable {
    /// What is being done.
    enum Work: Sendable, Equatable {
        case nothing
        /// With the step it is at.
        case starting(String)
        case stopping
    }

    private let state = Mutex(Work.nothing)

    /// What is being done.
    var work: Work { state.withLock { $0 } }

    /// Shows what is being done while `body` runs.
    func during<Value: Sendable>(_ work: Work, _ body: () async throws -> Value) async rethrows -> Value {
        state.withLock { $0 = work }
        defer { state.withLock { $0 = .nothing } }
        return try await body()
    }

    /// The step that a start has reached.
    func tell(_ step: String) {
        state.withLock { if case .starting = $0 { $0 = .starting(step) } }
    }
}
