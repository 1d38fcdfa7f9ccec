import CLibrary
import DustyCore
import SystemPackage

/// Watches directories with inotify: a watch for each directory below, one instance and one thread for each repo.
///
/// A separate instance, because its queue is shared by everything it watches, and a busy repo must not force others to
/// be compared in full. A separate thread, because it permanently has the rights of the repo's reader.
struct InotifyWatcher: TreeWatcher {
    var limit = Self.limit
    /// Seam: how many bytes are read at once.
    var buffer = 1 << 16

    func watch(
        _ root: String,
        as reader: User,
        excluding lines: [String]?,
        draining drain: WatchDrain?,
        _ tell: @escaping @Sendable (Changes) -> Void
    ) async throws -> WatchEnd {
        try await Self.onThread(as: reader) { [limit, buffer] stop in
            let tree: InotifyTree
            do { tree = try InotifyTree(root, limit: limit, excluding: lines) } catch Errno.tooManyOpenFiles {
                // What the kernel says of too many instances.
                return .exhausted(0)
            }
            do {
                return try tree.follow(until: stop, draining: drain, buffer: buffer, tell)
            } catch is InotifyTree.Shortage {
                return .exhausted(tree.count)
            }
        }
    }

    func awaitReturn(of root: String, as reader: User) async throws {
        try await Self.onThread(as: reader) { stop in
            try ReturnWatch.wait(for: root, until: stop)
        }
    }

    /// Runs work on a thread with the rights of a user. When the task is cancelled it signals the work and does not
    /// wait for it: it may be waiting for a disk.
    private static func onThread<Value: Sendable>(
        as reader: User,
        _ work: @escaping @Sendable (StopSignal) throws -> Value
    ) async throws -> Value {
        let stop = try StopSignal()
        let (results, result) = AsyncThrowingStream.makeStream(of: Value.self)
        return try await withTaskCancellationHandler {
            Task {
                do {
                    result.yield(try await UserThread.run(as: reader) { try work(stop) })
                } catch {
                    result.finish(throwing: error)
                }
            }
            for try await value in results { return value }
            throw CancellationError()
        } onCancel: {
            stop.give()
        }
    }
}

/// Waits for a missing directory.
private enum ReturnWatch {
    /// How long a change that no watch reports may go unnoticed, milliseconds.
    private static let interval: Int32 = 30_000

    static func wait(for root: String, until stop: StopSignal) throws {
        while true {
            let started = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
            // Without one there is nothing but to check now and then.
            let inotify = started >= 0 ? FileDescriptor(rawValue: started) : stop.waiting
            defer { if started >= 0 { try? inotify.close() } }
            if started >= 0 { watchAbove(root, inotify) }
            if isThere(root) { return }
            if stop.isGiven(waitingFor: inotify, milliseconds: interval) { throw CancellationError() }
        }
    }

    private static func isThere(_ root: String) -> Bool {
        guard let directory = try? FileDescriptor.directory(root) else { return false }
        try? directory.close()
        return true
    }

    /// Watches the nearest existing parent directory.
    private static func watchAbove(_ root: String, _ inotify: FileDescriptor) {
        let mask = IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR
        var above = root
        repeat {
            above = AtomicFile.parent(of: above)
        } while inotify_add_watch(inotify.rawValue, above, UInt32(mask)) < 0 && above != "/"
    }
}
