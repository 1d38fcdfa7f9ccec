import Synchronization

/// Work that must end before another program takes over.
protocol JobDraining: Sendable {
    /// Takes no new jobs and waits for those that there are. Throws `.busy` when there are some and the caller does not want to wait.
    func drain(wait: Bool) async throws
    /// Takes new jobs again.
    func reopen() async
}

extension Jobs: JobDraining {}

/// The jobs of all stacks.
final class AllJobs: JobDraining {
    private struct State {
        var members: [String: Jobs] = [:]
        var isDraining = false

        var all: [Jobs] { members.sorted { $0.key < $1.key }.map(\.value) }
    }

    private let state = Mutex(State())

    /// Registers the jobs of a stack; nil for a stack that is gone. While jobs are drained, those registered take none
    /// either.
    func put(_ jobs: Jobs?, of stack: String) async {
        let isDraining = state.withLock { state in
            state.members[stack] = jobs
            return state.isDraining
        }
        guard isDraining, let jobs else { return }
        try? await jobs.drain(wait: true)
        if !state.withLock({ $0.isDraining }) { await jobs.reopen() }
    }

    func drain(wait: Bool) async throws {
        let all = state.withLock { state in
            state.isDraining = true
            return state.all
        }
        do {
            for jobs in all { try await jobs.drain(wait: wait) }
        } catch {
            await reopen()
            throw error
        }
    }

    func reopen() async {
        let all = state.withLock { state in
            state.isDraining = false
            return state.all
        }
        for jobs in all { await jobs.reopen() }
    }
}
