import DustyCore
import DustyTestSupport
import Synchronization

/// A daemon with one job, number 7, which ends when it is cancelled and not before.
final class HoldingDaemon: TestDaemon {
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

    func call<Input, Answer: Decodable>(_ endpoint: Endpoint<Input, Answer>, _ input: Input) async throws -> Answer {
        if let number = input as? JobNumber { state.withLock { $0.cancelled.append(number.id) } }
        return try answer(WireExamples.job, of: endpoint)
    }

    func follow<Input, Element: Decodable>(
        _ endpoint: Endpoint<Input, JSONLines<Element>>,
        _ input: Input,
        each: @Sendable (Element) async throws -> Void
    ) async throws {
        try await events { event in
            if let event = event as? Element { try await each(event) }
        }
    }

    private func events(each: (JobEvent) async throws -> Void) async throws {
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
