import NIOCore

extension UnixHTTPClient {
    private typealias RawConnection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// Sends a call that asks for the connection itself (`Connection: Upgrade`), then lets `sending` write raw bytes while `each` gets those
    /// that come; returns when the other side closes.
    ///
    /// When the reply's status is neither 101 nor 200, `each` gets the reply's body, and `sending` never begins. As in `duplex`, `sending` is
    /// cancelled at the end, and errors of the closures close the connection.
    public func hijack(
        _ call: HTTPCall,
        sending: @escaping @Sendable (ByteWriter) async throws -> Void,
        onHead: (HTTPReplyHead) throws -> Void,
        each: ([UInt8]) async throws -> Void
    ) async throws {
        let request = ByteBuffer(bytes: call.upgradeRequest)
        let connection = try await connect { channel in
            try RawConnection(
                wrappingChannelSynchronously: channel,
                configuration: .init(isOutboundHalfClosureEnabled: true)
            )
        }
        let (accepted, accept) = AsyncStream.makeStream(of: Void.self)
        try await exchange(connection) { outbound in
            try await ByteWriter.refusing { try await outbound.write(request) }
            // The engine drops what it has read beyond the request before the connection is ours.
            for await _ in accepted { break }
            try Task.checkCancellation()
            try await sending(
                ByteWriter { bytes in
                    try await outbound.write(ByteBuffer(bytes: bytes))
                } end: {
                    outbound.finish()
                }
            )
        } reading: { inbound in
            try await Self.readRaw(inbound) { head in
                try onHead(head)
                if head.isUpgraded { accept.yield() }
            } each: {
                try await each($0)
            }
        }
    }

    private static func readRaw(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        onHead: (HTTPReplyHead) throws -> Void,
        each: ([UInt8]) async throws -> Void
    ) async throws {
        var reader = ReplyHeadReader()
        /// How much of a refusal's body is missing; nil on a connection that is ours.
        var missing: Int?
        var isBegun = false
        for try await buffer in inbound {
            var bytes = Array(buffer: buffer)
            if !isBegun {
                guard let (head, rest) = try reader.append(bytes) else { continue }
                isBegun = true
                try onHead(head)
                if !head.isUpgraded { missing = head["Content-Length"].flatMap { Int($0) } ?? 0 }
                bytes = rest
            }
            if let expected = missing {
                bytes = Array(bytes.prefix(expected))
                missing = expected - bytes.count
            }
            if !bytes.isEmpty { try await each(bytes) }
            if missing == 0 { return }
        }
        if !isBegun || (missing ?? 0) > 0 { throw UnixHTTPError.closedEarly }
    }
}

extension HTTPReplyHead {
    /// Whether the connection stops being HTTP; old engines say so with a plain 200.
    fileprivate var isUpgraded: Bool { [101, 200].contains(status) }
}

extension HTTPCall {
    /// The call's bytes, asking for the connection itself.
    fileprivate var upgradeRequest: [UInt8] {
        var fields = headers
        fields += [("Connection", "Upgrade"), ("Upgrade", "tcp"), ("Content-Length", String(body?.count ?? 0))]
        let lines = ["\(method) \(path) HTTP/1.1"] + fields.map { "\($0.name): \($0.value)" }
        return Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + (body ?? [])
    }
}
