import DustyCore
import Glibc
import ServiceLifecycle
import Synchronization

/// Ends the daemon in good order when a new program shall take over, and then becomes that program with the same process id.
final class Restart: Service {
    private let program = Mutex<String?>(nil)
    private let signal: (stream: AsyncStream<Void>, continuation: AsyncStream<Void>.Continuation)

    init() {
        signal = AsyncStream.makeStream(of: Void.self)
    }

    /// Asks for it. Returns at once; requests that are being answered are answered to their end.
    func request(_ path: String) {
        program.withLock { $0 = path }
        signal.continuation.finish()
    }

    /// Ends when a restart is asked for, or with the daemon.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await _ in self.signal.stream {}
        }
    }

    /// Becomes the new program, with the arguments of this one; returns when that was not asked for.
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

    /// Nothing of this program's open files is the next one's business.
    private static func closeOnExec() {
        for descriptor in 3..<Int32(min(sysconf(Int32(_SC_OPEN_MAX)), 65_536)) {
            let flags = fcntl(descriptor, F_GETFD)
            if flags >= 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
        }
    }
}
