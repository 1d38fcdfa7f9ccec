import Synchronization

/// Which containers events have named since they were last asked for.
final class ContainerNews: Sendable {
    /// So many are asked for one by one; the engine lists more at once.
    private static let limit = 16

    /// One signal for all news that was not taken.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let changed = Mutex<Set<String>>([])

    init() {
        (signals, signal) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        signal.yield()
    }

    func note(_ container: String) {
        changed.withLock { changed in
            if changed.count <= Self.limit { _ = changed.insert(container) }
        }
        signal.yield()
    }

    /// The containers to ask for, each by itself; nil for all.
    func take() -> Set<String>? {
        changed.withLock { changed in
            defer { changed = [] }
            return changed.count > Self.limit ? nil : changed
        }
    }

    /// No more news comes.
    func finish() { signal.finish() }
}
