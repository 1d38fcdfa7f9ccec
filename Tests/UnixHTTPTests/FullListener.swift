import CLibrary
import DustyTestSupport
import Testing

/// Listens with a queue that is full, and takes connections only when it is asked to.
final class FullListener: Sendable {
    private let descriptor: CInt
    private let waiting: [CInt]

    init(_ path: String) throws {
        let listener = socket(AF_UNIX, Platform.stream, 0)
        let result = Self.address(path) { bind(listener, $0, $1) | listen(listener, 1) }
        descriptor = listener
        var waiting: [CInt] = []
        while true {
            let client = socket(AF_UNIX, Platform.stream, 0)
            _ = fcntl(client, F_SETFL, O_NONBLOCK)
            waiting.append(client)
            if Self.address(path, { connect(client, $0, $1) }) != 0 { break }
        }
        self.waiting = waiting
        try #require(result == 0)
    }

    deinit {
        for client in waiting + [descriptor] { close(client) }
    }

    /// Takes what waits and the caller behind it, and answers with an empty page.
    func answerAll() async throws {
        let descriptor = descriptor
        let count = waiting.count
        try await onThread {
            let answer = Array("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8)
            // The last of those that wait was refused, and the caller comes in its place.
            for number in 1...count {
                let client = accept(descriptor, nil, nil)
                try #require(client >= 0)
                var request = [UInt8](repeating: 0, count: 4096)
                if number == count { _ = read(client, &request, request.count) }
                _ = send(client, answer, answer.count, Platform.quietly)
                close(client)
            }
        }
    }

    static func address(_ path: String, _ use: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                use($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
