import DustyCore
import Hummingbird
import NIOCore
import ServiceLifecycle

extension Handlers {
    func addArchive(to routes: inout Routes) {
        routes.serve(.archiveEntry) { question, _ in
            try await copy.entry(at: question.place, following: question.follows)
        }
        routes.serve(.readArchive) { place, _ in
            _ = try await copy.entry(at: place, following: false)
            return archive(of: place)
        }
        routes.serve(.writeArchive) { upload, call in
            let place = upload.parameters
            let body = call.request.body
            call.context.note.add("\(place.name):\(place.path)")
            return try await copy.write(place) { send in
                for try await buffer in body { try await send(Array(buffer.readableBytesView)) }
            }
        }
    }

    private func archive(of place: ContainerPlace) -> Response {
        let copy = copy
        return Response(
            status: .ok,
            headers: [.contentType: MediaType.tar],
            body: .init { writer in
                // The writer is used by one task only; the compiler cannot see that through the closures.
                nonisolated(unsafe) var writer = writer
                // A failure breaks the connection, so that half an archive is not taken for the whole.
                try await cancelWhenGracefulShutdown {
                    try await copy.read(place) { try await writer.write(ByteBuffer(bytes: $0)) }
                }
                try await writer.finish(nil)
            }
        )
    }
}
