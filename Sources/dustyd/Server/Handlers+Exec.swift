import DustyCore
import Hummingbird
import NIOCore
import ServiceLifecycle

extension Handlers {
    @Sendable func scripts(_ request: Request, _ context: DaemonContext) async throws -> Response {
        try Reply.json(try await exec.scripts.scripts(of: request.uri.queryParameters["app"].map(String.init)))
    }

    @Sendable func createExec(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let wanted: ExecRequest = try await decode(request, context)
        return try Reply.json(try await exec.create(wanted, for: try caller(context)), status: .created)
    }

    @Sendable func attachExec(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let program = try await exec.claim(context.parameters.get("id") ?? "", for: try caller(context))
        let exec = exec
        let connection = context.channel
        return Response(
            status: .ok,
            headers: [.contentType: Endpoint.bytes],
            body: .init { writer in
                // The writer is used by one task only; the compiler cannot see that through the closures.
                nonisolated(unsafe) var frames = FrameWriter(writer: writer)
                do {
                    try await cancelWhenGracefulShutdown {
                        try await exec.run(program) { send in
                            try await Self.read(request.body, of: connection, send)
                        } each: { output in
                            try await frames.write(output)
                        }
                    }
                } catch let error as DustyError {
                    try await frames.write(.failure(error))
                } catch is CancellationError {
                    try? await frames.write(.failure(DustyError(.unavailable, "the daemon is shutting down")))
                }
                try await frames.writer.finish(nil)
            }
        )
    }

    /// Hands on what a caller sends until the caller is gone. A connection is closed long before its last bytes are read when the program
    /// does not read them, so both are watched.
    private static func read(
        _ body: RequestBody,
        of connection: any Channel,
        _ send: @escaping @Sendable (ExecInput) async throws -> Void
    ) async throws {
        let (closed, announce) = AsyncStream.makeStream(of: Void.self)
        connection.closeFuture.whenComplete { _ in announce.finish() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in closed {} }
            group.addTask {
                var splitter = ExecFrame.Splitter()
                for try await buffer in body {
                    for frame in try splitter.append(Array(buffer.readableBytesView)) {
                        try await send(try ExecInput(frame))
                    }
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }
}

/// Writes frames; each write waits until the connection can take more.
private struct FrameWriter {
    // One task at a time writes: what a program prints comes from one stream.
    nonisolated(unsafe) var writer: any ResponseBodyWriter

    mutating func write(_ output: ExecOutput) async throws {
        var buffer = ByteBuffer()
        for frame in try output.frames() { buffer.writeBytes(frame.bytes) }
        try await writer.write(buffer)
    }
}
