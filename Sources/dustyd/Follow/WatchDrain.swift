import CLibrary
import Synchronization
import SystemPackage

/// Has a watcher process all events so far. The kernel queues an event before the call that caused it returns, so what
/// comes after this is in step with what was done before.
final class WatchDrain: Sendable {
    typealias Waiter = AsyncStream<Void>.Continuation

    /// Readable while it is waited for.
    let waiting: FileDescriptor
    private let giving: FileDescriptor
    private let waiters = Mutex<[Waiter]>([])

    init() throws {
        (waiting, giving) = try FileDescriptor.pipe()
        for end in [waiting, giving] {
            _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end.rawValue, F_SETFL, O_NONBLOCK)
        }
    }

    deinit {
        try? waiting.close()
        try? giving.close()
    }

    /// Returns when everything that happened before the call was processed, or the task is cancelled.
    func drain() async {
        let (drained, waiter) = AsyncStream.makeStream(of: Void.self)
        waiters.withLock { $0.append(waiter) }
        var byte: UInt8 = 1
        _ = write(giving.rawValue, &byte, 1)
        for await _ in drained {}
    }

    /// Those who wait now. The caller ends their waiting once everything is processed.
    func take() -> [Waiter] {
        var bytes = [UInt8](repeating: 0, count: 256)
        while read(waiting.rawValue, &bytes, bytes.count) == bytes.count {}
        return waiters.withLock { waiters in
            defer { waiters = [] }
            return waiters
        }
    }
}
