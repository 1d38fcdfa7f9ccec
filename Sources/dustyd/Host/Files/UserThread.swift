internal import CHost
import CLibrary
import DustyCore

/// Work on files with the rights of a user, on a thread of its own.
///
/// What a caller or a repo names is opened here, so that the kernel decides what that user may read, by uid, gid and
/// supplementary groups. Nothing else of the daemon waits while the work waits for a disk.
enum UserThread {
    /// Runs `work` as the user and returns what it returns.
    static func run<Value: Sendable>(
        as user: User,
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await run { () throws -> Value in
            if user.uid != geteuid() {
                let failure = chost_open_as(user.uid, user.gid, user.groups, user.groups.count)
                guard failure == 0 else {
                    throw DustyError(.failed, "cannot act as \(user.name): \(String(cString: strerror(failure)))")
                }
            }
            return try work()
        }
    }

    /// Runs `work`, which may wait for a disk, as the daemon itself.
    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let task = Unmanaged.passRetained(Task { continuation.resume(with: Result(catching: work)) })
            let failure = Platform.startThread(task.toOpaque()) {
                Self.work($0)
                return nil
            }
            guard failure != 0 else { return }
            task.release()
            continuation.resume(
                throwing: DustyError(.failed, "cannot start a thread: \(String(cString: strerror(failure)))")
            )
        }
    }

    private final class Task {
        let work: () -> Void

        init(_ work: @escaping () -> Void) {
            self.work = work
        }
    }

    private static func work(_ task: UnsafeMutableRawPointer?) {
        if let task { Unmanaged<Task>.fromOpaque(task).takeRetainedValue().work() }
    }
}
