import CLibrary
import DustyCore
import Essentials

/// One question to the daemon that must be answered at once or not at all, such as when you press Tab. It blocks,
/// because the shell waits, and reports no failures.
struct QuickQuestion: Sendable {
    /// Longest wait for each piece of the answer, microseconds.
    private static let patience = 700_000
    private static let limit = 8 << 20

    let socketPath: String
    /// How often to try again where a daemon that has no place left for callers looks like none, as on a Mac; 20 ms apart.
    var doubts = Platform.isMac ? 15 : 0

    /// What an endpoint answers; nil when it is not quick.
    func value<Value: Decodable>(_ endpoint: Endpoint<NoInput, Value>) -> Value? {
        value(endpoint, NoInput())
    }

    /// What an endpoint answers; nil when it is not quick.
    func value<Input: EndpointParameters, Value: Decodable>(
        _ endpoint: Endpoint<Input, Value>,
        _ input: Input
    ) -> Value? {
        guard let reply = ask(endpoint.target(of: input)), let end = reply.firstRange(of: Array("\r\n\r\n".utf8)) else {
            return nil
        }
        guard reply.starts(with: Array("HTTP/1.1 200 ".utf8)) else { return nil }
        // Names are completed as they are or not at all, so they are not made harmless.
        return try? Wire.decode(from: Data(reply[end.upperBound...]))
    }

    private func ask(_ path: String) -> [UInt8]? {
        let descriptor = connect()
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let request = Array("GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
        guard send(descriptor, request, request.count, Platform.quietly) == request.count else { return nil }
        var reply: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 64 << 10)
        while reply.count < Self.limit {
            let count = recv(descriptor, &piece, piece.count, 0)
            if count == 0 { return reply }
            guard count > 0 else { return nil }
            reply += piece.prefix(count)
        }
        return nil
    }

    /// A connected socket that gives up soon; negative when nothing answers.
    private func connect() -> Int32 {
        for _ in 0..<doubts {
            let descriptor = attempt()
            if descriptor >= 0 || errno != ECONNREFUSED { return descriptor }
            usleep(20_000)
        }
        return attempt()
    }

    private func attempt() -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(socketPath.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
            errno = ENAMETOOLONG
            return -1
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let descriptor = Platform.streamSocket(AF_UNIX)
        guard descriptor >= 0 else { return -1 }
        var patience = timeval(tv_sec: 0, tv_usec: .init(Self.patience))
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                CLibrary.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        if result == 0 { return descriptor }
        let code = errno
        close(descriptor)
        errno = code
        return -1
    }
}
