import DustyCore
import Synchronization

/// Lines of live logs on their way to a client. A single line goes out at once; many that come together wait a moment
/// for each other, so that a flood costs a few large writes instead of one per line.
final class LogGathering: Sendable {
    /// Least time between two batches.
    private static let interval = Duration.milliseconds(20)
    /// How many lines wait at most; then reading the log waits too.
    private static let limit = 2000
    /// Most text that waits.
    private static let sizeLimit = 1 << 20

    private let waiting = Mutex<(lines: [LogLine], size: Int)>(([], 0))
    private let arrivals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    /// Nothing gathered yet.
    init() {
        (arrivals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Adds lines; returns when there is room for more.
    func put(_ batch: LogBatch) async {
        waiting.withLock { waiting in
            waiting.lines += batch.lines
            waiting.size += batch.lines.reduce(0) { $0 + $1.text.utf8.count }
        }
        signal.yield()
        while waiting.withLock({ $0.lines.count >= Self.limit || $0.size >= Self.sizeLimit }) {
            guard (try? await Task.sleep(for: .milliseconds(5))) != nil else { return }
        }
    }

    /// Hands lines on until the task is cancelled.
    func handOn(_ each: (LogBatch) async throws -> Void) async throws {
        for await _ in arrivals {
            let lines = waiting.withLock { waiting in
                defer { waiting = ([], 0) }
                return waiting.lines
            }
            guard !lines.isEmpty else { continue }
            try await each(LogBatch(lines: lines))
            try await Task.sleep(for: Self.interval)
        }
    }
}
