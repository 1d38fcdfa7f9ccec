import DustyCore
import Hummingbird
import NIOCore
import ServiceLifecycle

extension Handlers {
    @Sendable func archiveEntry(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let follows = ["1", "true"].contains(request.uri.queryParameters["follow"].map(String.init))
        return try Reply.json(try await copy.entry(at: try place(request), following: follows))
    }

    @Sendable func readArchive(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let place = try place(request)
        _ = try await copy.entry(at: place, following: false)
        let copy = copy
        return Response(
            status: .ok,
            headers: [.contentType: Endpoint.tar],
            body: .init { writer in
                // The writer is used by one task only; the compiler cannot see that through the closures.
                nonisolated(unsafe) var writer = writer
                // A failure breaks the connection, so that nobody takes half an archive for the whole.
                try await cancelWhenGracefulShutdown {
                    try await copy.read(place) { try await writer.write(ByteBuffer(bytes: $0)) }
                }
                try await writer.finish(nil)
            }
        )
    }

    @Sendable func writeArchive(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let body = request.body
        let place = try place(request)
        context.note.add("\(place.name):\(place.path)")
        let receipt = try await copy.write(place) { send in
            for try await buffer in body { try await send(Array(buffer.readableBytesView)) }
        }
        return try Reply.json(receipt)
    }

    private func place(_ request: Request) throws -> ContainerPlace {
        let query = request.uri.queryParameters
        guard let name = query["name"], let path = query["path"] else {
            throw DustyError(.invalid, "name and path are needed", hint: "such as name=api&path=/tmp/file")
        }
        return ContainerPlace(name: String(name), path: String(path))
    }
}
