import CLibrary
import NIOCore
import NIOHTTP1
import NIOPosix

/// A small HTTP/1.1 client over a Unix socket: one connection for each call, streams with back-pressure.
///
/// A server that reads slowly slows the sender down, a reader that awaits slows the server down, and cancelling the calling task closes the
/// connection at once.
public struct UnixHTTPClient: Sendable {
    typealias Connection = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    /// Path of the socket.
    public let socketPath: String

    /// A client for the server that listens at `socketPath`; connects to nothing yet.
    public init(socketPath: String) {
        self.socketPath = socketPath
    }

    /// The whole reply to a call. A reply whose status means failure is not an error here.
    ///
    /// - Parameters:
    ///   - timeout: Time for the whole exchange; nil for as long as it takes.
    ///   - limit: Largest body that is accepted.
    public func reply(to call: HTTPCall, timeout: Duration? = nil, limit: Int = 64 << 20) async throws -> HTTPReply {
        guard let timeout else { return try await reply(to: call, limit: limit) }
        return try await withThrowingTaskGroup(of: HTTPReply.self) { group in
            group.addTask { try await reply(to: call, limit: limit) }
            group.addTask {
                try await Task.sleep(for: timeout)
                throw UnixHTTPError.timeout(timeout)
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    /// Sends a call, then hands over the reply's head and every piece of its body as it comes; returns when the reply is complete.
    ///
    /// The connection is closed when either closure throws, and the error is thrown on.
    public func stream(
        _ call: HTTPCall,
        onHead: (HTTPReplyHead) throws -> Void,
        each: ([UInt8]) async throws -> Void
    ) async throws {
        let connection = try await connect()
        do {
            try await withTaskCancellationHandler {
                try await connection.executeThenClose { inbound, outbound in
                    try await exchange(call, inbound, outbound, onHead: onHead, each: each)
                }
            } onCancel: {
                connection.channel.close(promise: nil)
            }
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw UnixHTTPError.translate(error, path: socketPath) ?? error
        }
    }

    private func reply(to call: HTTPCall, limit: Int) async throws -> HTTPReply {
        var reply = HTTPReply(head: HTTPReplyHead(status: 0), body: [])
        try await stream(call) {
            reply.head = $0
        } each: { piece in
            guard reply.body.count + piece.count <= limit else { throw UnixHTTPError.tooLarge(limit: limit) }
            reply.body += piece
        }
        return reply
    }

    /// A new connection that speaks HTTP.
    func connect() async throws -> Connection {
        try await connect { channel in
            try channel.pipeline.syncOperations.addHTTPClientHandlers()
            try channel.pipeline.syncOperations.addHandler(BodyGatherer())
            return try Connection(wrappingChannelSynchronously: channel)
        }
    }

    /// A new connection, with handlers and shape as `prepare` gives them.
    func connect<Shape: Sendable>(_ prepare: @escaping @Sendable (any Channel) throws -> Shape) async throws -> Shape {
        guard socketPath.utf8.count < Platform.socketPathSize else { throw UnixHTTPError.pathTooLong(socketPath) }
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        @Sendable func initialize(_ channel: any Channel) -> EventLoopFuture<Shape> {
            channel.eventLoop.makeCompletedFuture { try prepare(channel) }
        }
        do {
            return try await bootstrap.connect(
                to: SocketAddress(unixDomainSocketPath: socketPath),
                channelInitializer: initialize
            )
        } catch {
            guard UnixHTTPError.translate(error, path: socketPath) == .busy(socketPath) else {
                throw UnixHTTPError.translate(error, path: socketPath) ?? error
            }
        }
        let descriptor = try await WaitingConnection(path: socketPath).open()
        return try await bootstrap.withConnectedSocket(descriptor, channelInitializer: initialize)
    }

    private func exchange(
        _ call: HTTPCall,
        _ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>,
        _ outbound: NIOAsyncChannelOutboundWriter<HTTPClientRequestPart>,
        onHead: (HTTPReplyHead) throws -> Void,
        each: ([UInt8]) async throws -> Void
    ) async throws {
        do {
            try await outbound.write(contentsOf: call.parts)
        } catch {
            // A server may refuse a large body without reading all of it; its answer says more than the broken pipe.
            if Task.isCancelled { throw error }
        }
        try await Self.read(inbound, onHead: onHead, each: each)
    }

    /// Passes on a reply as it comes, to its end.
    static func read(
        _ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>,
        onHead: (HTTPReplyHead) throws -> Void,
        each: ([UInt8]) async throws -> Void
    ) async throws {
        for try await part in inbound {
            switch part {
            case .head(let head):
                try onHead(
                    HTTPReplyHead(status: Int(head.status.code), headers: head.headers.map { ($0.name, $0.value) })
                )
            case .body(let bytes):
                try await each(Array(buffer: bytes))
            case .end:
                return
            }
        }
        throw UnixHTTPError.closedEarly
    }
}

extension HTTPCall {
    /// The call as NIO sends it.
    var parts: [HTTPClientRequestPart] {
        var fields = HTTPHeaders(headers.map { ($0.name, $0.value) })
        if !fields.contains(name: "Host") { fields.add(name: "Host", value: "localhost") }
        // Without a length NIO would announce a chunked body for a bare POST, which the Docker Engine would expect.
        let isMeasured = fields.contains(name: "Content-Length") || fields.contains(name: "Transfer-Encoding")
        if body != nil || !["GET", "HEAD"].contains(method), !isMeasured {
            fields.add(name: "Content-Length", value: String(body?.count ?? 0))
        }
        let head = HTTPRequestHead(version: .http1_1, method: HTTPMethod(rawValue: method), uri: path, headers: fields)
        return [.head(head)] + (body.map { [.body(.byteBuffer(ByteBuffer(bytes: $0)))] } ?? []) + [.end(nil)]
    }
}
