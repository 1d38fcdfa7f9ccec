import DustyCore
import Synchronization

@testable import dustyd

/// Does work on a virtual machine as a job does it, and throws what the work throws.
func booting<Value: Sendable>(_ body: @escaping @Sendable (BootReporter) async throws -> Value) async throws -> Value {
    let work = BootWork(body)
    let jobs = Jobs(
        runner: work,
        journal: JobJournal(path: "/jobs.json", files: MemoryFiles()),
        observatory: .still(),
        logger: .silent
    )
    let job = try await jobs.start(JobRequest(.machineStart("vm")), for: .tester)
    for await _ in try await jobs.changes(of: job.id) where try await jobs.job(job.id).state.isFinal { break }
    guard let outcome = work.outcome else { throw CancellationError() }
    return try outcome.get()
}

/// The work of a job, and how it went.
private final class BootWork<Value: Sendable>: JobRunner {
    private let body: @Sendable (BootReporter) async throws -> Value
    private let ended = Mutex<Result<Value, any Error>?>(nil)

    init(_ body: @escaping @Sendable (BootReporter) async throws -> Value) {
        self.body = body
    }

    var outcome: Result<Value, any Error>? { ended.withLock { $0 } }

    func check(_ request: JobRequest) {}

    func run(_ request: JobRequest, for caller: Caller, _ reporter: JobReporter) async throws {
        do {
            let value = try await body(BootReporter(job: reporter, phase: VMPhase()))
            ended.withLock { $0 = .success(value) }
        } catch {
            ended.withLock { $0 = .failure(error) }
            throw error
        }
    }
}
