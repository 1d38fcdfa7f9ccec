import DustyCore
import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization

extension Handlers {
    func addExec(to routes: inout Routes) {
        routes.serve(.scripts) { question, _ in try await exec.scripts.scripts(of: question.app) }
        routes.serve(.createExec) { wanted, call in try await exec.create(wanted, for: try call.caller()) }
        routes.serve(.attachExec) { upload, call in
            run(try await exec.claim(upload.parameters.id, for: try call.caller()), for: call)
        }
    }

    private func run(_ program: PreparedExec, for call: Call) -> Response {
        let exec = exec
        let body = call.request.body
        let connection = call.context.channel
        let slowness = program.isOwnProcess ? CallerSlowness() : nil
        return Response(
            status: .ok,
            headers: [.contentType: MediaType.bytes],
            body: .init { writer in
                // The writer is used by one task only; the compiler cannot see that through the closures.
                nonisolated(unsafe) var frames = FrameWriter(writer: writer, slowness: slowness)
                async let _: Void? = slowness?.watch(connection)
                do {
                    try await cancelWhenGracefulShutdown {
                        try await exec.run(program) { send in
                            try await Self.read(body, of: connection, send)
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

    /// Passes on the caller's input until the caller is gone. If the program does not read, a connection is closed long
    /// before its last bytes are read, so both are watched.
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
    let slowness: CallerSlowness?

    mutating func write(_ output: ExecOutput) async throws {
        var buffer = ByteBuffer()
        for frame in try output.frames() { buffer.writeBytes(frame.bytes) }
        slowness?.begin()
        defer { slowness?.end() }
        try await writer.write(buffer)
    }
}

/// How long a caller has taken nothing. A container's own process, and its log, would wait as long.
private final class CallerSlowness: Sendable {
    private let since = Mutex<ContinuousClock.Instant?>(nil)

    func begin() { since.withLock { $0 = .now } }
    func end() { since.withLock { $0 = nil } }

    /// Closes the connection once the caller has taken nothing for too long.
    func watch(_ connection: any Channel) async {
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            guard let since = since.withLock({ $0 }), .now - since > ExecService.patienceWithCaller else { continue }
            return connection.close(promise: nil)
        }
    }
}
