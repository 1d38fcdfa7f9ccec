import Synchronization

/// Work that must have ended before another program takes over.
protocol JobDraining: Sendable {
    /// Takes no new jobs and waits for those that there are. Throws `.busy` when there are some and the caller does not want to wait.
    func drain(wait: Bool) async throws
    /// Takes new jobs again.
    func reopen() async
}

extension Jobs: JobDraining {}

/// The jobs of all stacks.
final class AllJobs: JobDraining {
    private let members = Mutex<[String: Jobs]>([:])

    /// Those of a stack from now on; nil for a stack that is no more.
    subscript(stack: String) -> Jobs? {
        get { members.withLock { $0[stack] } }
        set { members.withLock { $0[stack] = newValue } }
    }

    func drain(wait: Bool) async throws {
        do {
            for jobs in all { try await jobs.drain(wait: wait) }
        } catch {
            await reopen()
            throw error
        }
    }

    func reopen() async {
        for jobs in all { await jobs.reopen() }
    }

    private var all: [Jobs] { members.withLock { $0.sorted { $0.key < $1.key }.map(\.value) } }
}
