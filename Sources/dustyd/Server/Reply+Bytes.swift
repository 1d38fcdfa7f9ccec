import DustyCore
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

extension Reply {
    /// A stream of bytes. When `produce` throws, the connection is closed without the end of the stream, so that the
    /// client does not take it for complete.
    static func bytes(
        _ request: Request,
        type: String,
        _ produce: @escaping @Sendable (inout ReplyWriter) async throws -> Void
    ) -> Response {
        Response(
            status: .ok,
            headers: [.contentType: type],
            body: .init { writer in
                // The writer is used by one task only; the compiler cannot see that through the closure.
                nonisolated(unsafe) var bytes = ReplyWriter(writer: writer)
                try await request.body.consumeWithCancellationOnInboundClose { _ in
                    try await cancelWhenGracefulShutdown {
                        try await produce(&bytes)
                    }
                }
                try await bytes.writer.finish(nil)
            }
        )
    }
}

/// Writes bytes; each write waits until the connection can take more.
struct ReplyWriter {
    // One task at a time writes: producers await each write.
    nonisolated(unsafe) fileprivate var writer: any ResponseBodyWriter

    mutating func write(_ bytes: [UInt8]) async throws {
        try await writer.write(ByteBuffer(bytes: bytes))
    }
}
