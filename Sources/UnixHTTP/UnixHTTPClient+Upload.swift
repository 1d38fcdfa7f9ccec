import NIOCore
import NIOHTTP1

extension UnixHTTPClient {
    /// Sends a call whose body comes piece by piece, and returns the whole reply. `next` returns nil at the body's end.
    ///
    /// A server that answers before it has everything, as one that refuses does, gets no more.
    ///
    /// - Parameters:
    ///   - bytes: Length of the body, which must be what `next` brings in all.
    ///   - limit: Largest reply that is accepted.
    public func upload(
        _ call: HTTPCall,
        bytes: Int64,
        limit: Int = 64 << 20,
        next: @escaping @Sendable () async throws -> [UInt8]?
    ) async throws -> HTTPReply {
        let connection = try await connect()
        var fields = HTTPHeaders(call.headers.map { ($0.name, $0.value) })
        if !fields.contains(name: "Host") { fields.add(name: "Host", value: "localhost") }
        fields.add(name: "Content-Length", value: String(bytes))
        let head = HTTPRequestHead(
            version: .http1_1,
            method: HTTPMethod(rawValue: call.method),
            uri: call.path,
            headers: fields
        )
        do {
            return try await withTaskCancellationHandler {
                try await connection.executeThenClose { inbound, outbound in
                    try await withThrowingTaskGroup(of: HTTPReply?.self) { group in
                        group.addTask {
                            try await Self.send(head, outbound, next)
                            return nil
                        }
                        group.addTask { try await Self.receive(inbound, limit: limit) }
                        defer { group.cancelAll() }
                        while let result = try await group.next() {
                            if let result { return result }
                        }
                        throw UnixHTTPError.closedEarly
                    }
                }
            } onCancel: {
                connection.channel.close(promise: nil)
            }
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw UnixHTTPError.translate(error, path: socketPath) ?? error
        }
    }

    private static func send(
        _ head: HTTPRequestHead,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>,
        _ next: @Sendable () async throws -> [UInt8]?
    ) async throws {
        try await write(.head(head), outbound)
        while let piece = try await next() {
            try await write(.body(.byteBuffer(ByteBuffer(bytes: piece))), outbound)
        }
        try await write(.end(nil), outbound)
    }

    /// A server that has seen enough closes its side; what it answered says more than the broken pipe.
    private static func write(
        _ part: HTTPClientRequestPart,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>
    ) async throws {
        do {
            try await outbound.write(part)
        } catch {
            try Task.checkCancellation()
        }
    }

    private static func receive(
        _ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>,
        limit: Int
    ) async throws -> HTTPReply {
        var reply = HTTPReply(head: HTTPReplyHead(status: 0), body: [])
        for try await part in inbound {
            switch part {
            case .head(let head):
                reply.head = HTTPReplyHead(
                    status: Int(head.status.code),
                    headers: head.headers.map { ($0.name, $0.value) }
                )
            case .body(let bytes):
                guard reply.body.count + bytes.readableBytes <= limit else {
                    throw UnixHTTPError.tooLarge(limit: limit)
                }
                reply.body += Array(buffer: bytes)
            case .end: return reply
            }
        }
        throw UnixHTTPError.closedEarly
    }
}
