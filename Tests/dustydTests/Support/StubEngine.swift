import CLibrary
import Foundation
import Synchronization

/// A server on a Unix socket that answers each request from a script, byte for byte, and closes the connection.
final class StubEngine: Sendable {
    /// A request as it came.
    struct Request: Sendable {
        /// Such as `GET /v1.41/version`.
        var line: String
        var body: String
    }

    /// The socket.
    let path: String
    private let descriptor: Int32
    private let received = Mutex<[Request]>([])

    /// What was asked, in order.
    var requests: [Request] { received.withLock { $0 } }

    /// Answers by `script`, which gets `GET /path?query` without the version; nil means 404.
    init(in directory: String, version: String = "1.41", script: @escaping @Sendable (Request) -> String?) {
        path = directory + "/engine.sock"
        descriptor = socket(AF_UNIX, Platform.stream, 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        _ = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        listen(descriptor, 16)
        Thread.detachNewThread { [self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { break }
                serve(connection, version: version, script: script)
                close(connection)
            }
            // Here and not in `stop`: the number would belong to another socket while this thread still accepts on it.
            close(descriptor)
        }
    }

    /// Stops listening; open connections end with the process.
    func stop() {
        shutdown(descriptor, Int32(SHUT_RDWR))
        unlink(path)
    }

    private func serve(_ connection: Int32, version: String, script: (Request) -> String?) {
        guard var request = read(connection) else { return }
        if request.line == "GET /_ping" {
            return send(connection, "HTTP/1.1 200 OK\r\nApi-Version: \(version)\r\nContent-Length: 2\r\n\r\nOK")
        }
        received.withLock { $0.append(request) }
        request.line = request.line.replacing(/\ \/v1\.\d+/, with: " ", maxReplacements: 1)
        send(connection, script(request) ?? StubEngine.reply(404, #"{"message":"no such thing"}"#))
    }

    private func read(_ connection: Int32) -> Request? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer.prefix(count)
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
            let length = text.firstMatch(of: /(?i)content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
            let body = String(text[end.upperBound...])
            guard body.utf8.count >= length else { continue }
            let words = text.prefix { $0 != "\r\n" }.split(separator: " ")
            return Request(line: words.prefix(2).joined(separator: " "), body: body)
        }
    }

    private func send(_ connection: Int32, _ text: String) {
        // Latin-1, so that a script may hold any byte.
        let bytes = text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        _ = CLibrary.send(connection, bytes, bytes.count, Platform.quietly)
    }

    /// A whole reply.
    static func reply(_ status: Int = 200, _ body: String) -> String {
        "HTTP/1.1 \(status) X\r\nContent-Length: \(body.unicodeScalars.count)\r\n\r\n\(body)"
    }

    /// A reply in chunks, one for each piece.
    static func chunks(_ pieces: String...) -> String {
        let body = pieces.map { String($0.unicodeScalars.count, radix: 16) + "\r\n\($0)\r\n" }.joined()
        return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\(body)0\r\n\r\n"
    }
}
