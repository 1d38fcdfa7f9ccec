import NIOCore
import NIOHTTP1
import Synchronization

extension UnixHTTPClient {
    /// Sends a call whose body `sending` writes, and hands over the reply meanwhile; returns when the reply is
    /// complete, whether or not all of the body was sent. A call with a `Content-Length` must be sent that many bytes;
    /// any other goes in chunks.
    ///
    /// `sending` runs beside the reply in a separate task, which is cancelled when the reply ends. The connection is
    /// closed when a closure throws, and the error is thrown on; an error of `sending` wins. A write that the server
    /// refuses is not an error of the call.
    public func duplex(
        _ call: HTTPCall,
        sending: @escaping @Sendable (ByteWriter) async throws -> Void,
        onHead: (HTTPReplyHead) throws -> Void,
        each: ([UInt8]) async throws -> Void
    ) async throws {
        var call = call
        call.body = nil
        let hasLength = call.headers.contains { $0.name.lowercased() == "content-length" }
        if !hasLength { call.headers.append(("Transfer-Encoding", "chunked")) }
        let head = call.parts[0]
        try await exchange(try await connect()) { outbound in
            try await ByteWriter.refusing { try await outbound.write(head) }
            try await sending(
                ByteWriter { bytes in
                    try await outbound.write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
                } end: {
                }
            )
            try await ByteWriter.refusing { try await outbound.write(.end(nil)) }
        } reading: { inbound in
            try await Self.read(inbound, onHead: onHead, each: each)
        }
    }

    /// Runs both directions of a connection at the same time; ends with `reading`.
    func exchange<Inbound: Sendable, Outbound: Sendable>(
        _ connection: NIOAsyncChannel<Inbound, Outbound>,
        sending: @escaping @Sendable (NIOAsyncChannelOutboundWriter<Outbound>) async throws -> Void,
        reading: (NIOAsyncChannelInboundStream<Inbound>) async throws -> Void
    ) async throws {
        let failure = Failure()
        let channel = connection.channel
        do {
            try await withTaskCancellationHandler {
                try await connection.executeThenClose { inbound, outbound in
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        group.addTask {
                            await failure.noting(channel) { try await sending(outbound) }
                        }
                        defer { group.cancelAll() }
                        try await reading(inbound)
                    }
                }
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch {
            if let error = failure.error { throw error }
            if Task.isCancelled { throw CancellationError() }
            throw UnixHTTPError.translate(error, path: socketPath) ?? error
        }
    }
}

/// Why the sending half of an exchange ended early.
private final class Failure: Sendable {
    private let noted = Mutex<(any Error)?>(nil)

    var error: (any Error)? { noted.withLock { $0 } }

    /// Runs the sending half. Its errors are recorded and close the connection, which ends the reading half; if the
    /// other side accepts no more, the reading half explains why. A sender may read from another connection, so its
    /// errors are not this one's.
    func noting(_ channel: any Channel, _ send: () async throws -> Void) async {
        do {
            try await send()
        } catch is ByteWriter.Refused {
        } catch {
            guard !Task.isCancelled else { return }
            noted.withLock { $0 = error }
            channel.close(promise: nil)
        }
    }
}
