import CLibrary

import class NIOPosix.NIOThreadPool

/// A connection to a server that has more callers than it has accepted yet. The kernel lets callers wait in turn, but
/// only blocking ones, so this blocks a dedicated thread.
struct WaitingConnection: Sendable {
    let path: String
    /// How long to wait for the server in all.
    var patience = Duration.seconds(10)
    /// How long to believe that a server which refuses only has no place left: a Mac says so at once, in the word for no server at all.
    var doubt = Platform.isMac ? Duration.seconds(1) : .zero
    /// How soon a cancelled wait ends, in microseconds.
    private static let slice = 250_000

    init(path: String) {
        self.path = path
    }

    /// A connected descriptor. Throws `.busy` when the server has not accepted the connection in time.
    func open() async throws -> CInt {
        let start = ContinuousClock.now
        let end = start + patience
        while true {
            try Task.checkCancellation()
            let (descriptor, code) = try await NIOThreadPool.singleton.runIfActive { attempt() }
            if descriptor >= 0 { return descriptor }
            if code == ECONNREFUSED, ContinuousClock.now < start + doubt {
                try await Task.sleep(for: .milliseconds(20))
                continue
            }
            guard code == EAGAIN || code == EINTR, ContinuousClock.now < end else {
                throw UnixHTTPError.translate(errno: code, path: path)
            }
        }
    }

    /// A connected descriptor, or -1 and why not.
    private func attempt() -> (CInt, CInt) {
        let descriptor = Platform.streamSocket(AF_UNIX)
        guard descriptor >= 0 else { return (-1, errno) }
        var slice = timeval(tv_sec: 0, tv_usec: .init(Self.slice))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &slice, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result != 0 else { return (descriptor, 0) }
        let code = errno
        close(descriptor)
        return (-1, code)
    }
}
