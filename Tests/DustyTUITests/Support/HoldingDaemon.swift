import DustyCore
import DustyTestSupport
import Synchronization

/// A daemon with one job, number 7, which ends when it is cancelled and not before.
final class HoldingDaemon: JobsDaemon {
    private struct State {
        var cancelled: [Int] = []
        var follower: CheckedContinuation<Void, Never>?
        var isFollowed = false
    }

    private let state = Mutex(State())

    /// The jobs that were cancelled.
    var cancelled: [Int] { state.withLock { $0.cancelled } }

    /// Returns when somebody follows the job.
    func awaitFollower() async {
        await withCheckedContinuation { continuation in
            let isFollowed = state.withLock { state in
                if !state.isFollowed { state.follower = continuation }
                return state.isFollowed
            }
            if isFollowed { continuation.resume() }
        }
    }

    func start(_ request: JobRequest) async throws -> Job { WireExamples.job }

    func job(_ id: Int) async throws -> Job {
        try await cancel(job: id)
    }

    func cancel(job id: Int) async throws -> Job {
        state.withLock { $0.cancelled.append(id) }
        return WireExamples.job
    }

    func events(ofJob id: Int, each: @Sendable (JobEvent) async throws -> Void) async throws {
        try await each(JobEvent(job: 7, sequence: 0, time: WireExamples.time, kind: .started))
        guard cancelled.isEmpty else {
            let end = JobEvent.Kind.finished(state: .cancelled, error: nil)
            return try await each(JobEvent(job: 7, sequence: 1, time: WireExamples.later, kind: end))
        }
        let follower = state.withLock { state in
            state.isFollowed = true
            return state.follower
        }
        follower?.resume()
        try await untilCancelled()
    }
}
