import NIOCore
import NIOHTTP1
import NIOPosix

/// A real HTTP server on a Unix socket in a directory of its own, for tests of clients.
public struct StubServer: Sendable {
    /// Path of the socket.
    public let socketPath: String

    /// Runs a server that answers every request with `handle` for as long as `body` runs.
    public static func with<Result: Sendable>(
        _ handle: @escaping @Sendable (StubExchange) async throws -> Void,
        _ body: (StubServer) async throws -> Result
    ) async throws -> Result {
        try await TemporaryDirectory.with { directory in
            let path = directory.path + "/stub.sock"
            // Connections are wrapped when they are answered: one that is wrapped and then dropped ends the whole run of tests.
            let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelOption(.autoRead, value: false)
                .bind(unixDomainSocketPath: path) { channel in channel.eventLoop.makeSucceededFuture(channel) }
            let serving = Task { try await serve(listener, handle) }
            defer { serving.cancel() }
            return try await body(StubServer(socketPath: path))
        }
    }

    fileprivate typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    private static func serve(
        _ listener: NIOAsyncChannel<any Channel, Never>,
        _ handle: @escaping @Sendable (StubExchange) async throws -> Void
    ) async throws {
        try await listener.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await channel in connections {
                    // A client that goes away is what some tests are about, so it is no failure of the server.
                    group.addTask { try? await answer(try await connection(on: channel), handle) }
                }
            }
        }
    }

    private static func connection(on channel: any Channel) async throws -> Connection {
        try await channel.eventLoop.submit {
            try channel.pipeline.syncOperations.configureHTTPServerPipeline()
            let connection = try Connection(wrappingChannelSynchronously: channel)
            try channel.syncOptions?.setOption(.autoRead, value: true)
            return connection
        }.get()
    }

    private static func answer(
        _ connection: Connection,
        _ handle: @escaping @Sendable (StubExchange) async throws -> Void
    ) async throws {
        try await connection.executeThenClose { inbound, _ in
            var head: HTTPRequestHead?
            var body: [UInt8] = []
            for try await part in inbound {
                switch part {
                case .head(let value): head = value
                case .body(let bytes): body += bytes.readableBytesView
                case .end:
                    guard let head else { return }
                    try await handle(
                        StubExchange(head: head, body: body, channel: connection.channel)
                    )
                    return
                }
            }
        }
    }
}

/// One request to a `StubServer` and the means to answer it.
public struct StubExchange: Sendable {
    fileprivate let head: HTTPRequestHead
    /// The whole body.
    public let body: [UInt8]
    fileprivate let channel: any Channel

    /// Method, such as `GET`.
    public var method: String { head.method.rawValue }
    /// Path and query as sent.
    public var target: String { head.uri }

    /// Values of a header, joined by commas; empty when there is none.
    public func header(_ name: String) -> String {
        head.headers[name].joined(separator: ",")
    }

    /// Sends the reply's head.
    public func start(_ status: Int = 200, _ headers: [(String, String)] = []) async throws {
        let status = HTTPResponseStatus(statusCode: status)
        try await write(
            .head(HTTPResponseHead(version: .http1_1, status: status, headers: HTTPHeaders(headers)))
        )
    }

    /// Sends a piece of the body; returns when the socket took it.
    public func send(_ bytes: [UInt8]) async throws {
        try await write(.body(.byteBuffer(ByteBuffer(bytes: bytes))))
    }

    /// Ends the reply.
    public func end() async throws {
        try await write(.end(nil))
    }

    /// Sends a whole reply.
    public func reply(_ status: Int = 200, _ text: String) async throws {
        try await start(status)
        try await send(Array(text.utf8))
        try await end()
    }

    /// Returns when the client has closed the connection.
    public func untilClientCloses() async throws {
        try await channel.closeFuture.get()
    }

    /// Unlike `NIOAsyncChannelOutboundWriter`, waits until the socket took the bytes: tests of back-pressure count what was sent.
    private func write(_ part: HTTPServerResponsePart) async throws {
        try await channel.writeAndFlush(part).get()
    }
}
