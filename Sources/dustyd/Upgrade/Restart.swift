import CLibrary
import DustyCore
import ServiceLifecycle
import Synchronization

/// Ends the daemon cleanly when a new program should take over, and then becomes that program with the same process id.
final class Restart: Service {
    private let program = Mutex<String?>(nil)
    private let signal: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    init() {
        signal = AsyncStream.makeStream(of: Void.self)
    }

    /// Requests a restart. Returns at once; open requests are answered to their end.
    func request(_ path: String) {
        program.withLock { $0 = path }
        signal.continuation.finish()
    }

    /// Ends when a restart is requested, or with the daemon.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in self.signal.stream {}
        }
    }

    /// Becomes the new program, with the arguments of this one; returns when no restart was requested.
    func become() throws {
        guard let path = program.withLock({ $0 }) else { return }
        Self.closeOnExec()
        let arguments = [path] + CommandLine.arguments.dropFirst()
        let copies = arguments.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        execv(path, copies + [nil])
        throw DustyError(
            .failed,
            "the new daemon \(path) cannot be started: \(String(cString: strerror(errno)))",
            hint: "start it by hand"
        )
    }

    /// The next program must not inherit open files.
    private static func closeOnExec() {
        for descriptor in 3..<Int32(min(sysconf(Int32(_SC_OPEN_MAX)), 65_536)) {
            let flags = fcntl(descriptor, F_GETFD)
            if flags >= 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
        }
    }
}
