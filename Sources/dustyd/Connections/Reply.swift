import DustyCore
import Essentials
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

/// Answers of the API.
enum Reply {
    /// One value as JSON.
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: try Wire.encodeLine(value)))
        )
    }

    /// An error in its one shape.
    static func error(_ error: DustyError) -> Response {
        let body = (try? Wire.encodeLine(error)) ?? Data()
        return Response(
            status: HTTPResponse.Status(code: error.code.statusCode),
            headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(bytes: body))
        )
    }

    /// An error as the whole answer of a connection that is not served.
    static func bytes(of error: DustyError) -> [UInt8] {
        let body = (try? Wire.encodeLine(error)) ?? Data()
        let status = HTTPResponse.Status(code: error.code.statusCode)
        let head = [
            "HTTP/1.1 \(status.code) \(status.reasonPhrase)", "Content-Type: application/json",
            "Content-Length: \(body.count)", "Connection: close", "", "",
        ]
        return Array(head.joined(separator: "\r\n").utf8) + body
    }

    /// A stream of values, one JSON document a line. It ends with its client, with the daemon, or when `produce` returns.
    static func stream(
        _ request: Request,
        _ produce: @escaping @Sendable (inout LineWriter) async throws -> Void
    ) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: "application/x-ndjson"],
            body: .init { writer in
                // Only one task uses the writer; the compiler cannot see that through the closure.
                nonisolated(unsafe) var lines = LineWriter(writer: writer)
                try? await request.body.consumeWithCancellationOnInboundClose { _ in
                    try await cancelWhenGracefulShutdown {
                        try await produce(&lines)
                    }
                }
                try await lines.writer.finish(nil)
            }
        )
    }
}

/// Writes JSON documents, one a line; each write waits until the connection can take more.
struct LineWriter {
    // One task at a time writes: handlers await each write, and log streams pass through one channel.
    nonisolated(unsafe) fileprivate var writer: any ResponseBodyWriter

    mutating func write(_ value: some Encodable) async throws {
        try await writer.write(ByteBuffer(bytes: try Wire.encodeLine(value)))
    }

    /// Writes an empty line, which readers pass over.
    mutating func beat() async throws {
        try await writer.write(ByteBuffer(string: "\n"))
    }

    mutating func write(all values: [some Encodable]) async throws {
        guard !values.isEmpty else { return }
        var buffer = ByteBuffer()
        for value in values { buffer.writeBytes(try Wire.encodeLine(value)) }
        try await writer.write(buffer)
    }
}
