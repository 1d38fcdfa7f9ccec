import Synchronization

/// Messages on their way to the program. Any number that arrive before it checks are one wake-up.
final class Mailbox: Sendable {
    private let waiting = Mutex<[Message]>([])
    private let signal: AsyncStream<Void>.Continuation
    /// One value after messages have arrived.
    let wakeUps: AsyncStream<Void>

    /// An empty mailbox.
    init() {
        (wakeUps, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    }

    /// Puts a message in.
    func post(_ message: Message) {
        waiting.withLock { $0.append(message) }
        signal.yield()
    }

    /// Makes the program check again although nothing has arrived.
    func wake() {
        signal.yield()
    }

    /// Returns once the program has kept up, so that a faster stream waits instead of filling the memory.
    func room() async throws {
        while waiting.withLock({ $0.count > 64 }) { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// Takes all messages out, oldest first.
    func drain() -> [Message] {
        waiting.withLock { messages in
            defer { messages = [] }
            return messages
        }
    }
}
