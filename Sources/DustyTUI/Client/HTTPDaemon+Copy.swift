import DustyCore
import FoundationEssentials
import UnixHTTP

extension HTTPDaemon: CopyDaemon {
    func archiveEntry(_ place: ContainerPlace, following: Bool) async throws -> ArchiveEntry {
        let follow = following ? [(name: "follow", value: "true")] : []
        return try await value(HTTPQuery.path(Endpoint.archiveEntry, place.query + follow))
    }

    func readArchive(_ place: ContainerPlace, each: @Sendable ([UInt8]) async throws -> Void) async throws {
        try await bytes(HTTPCall(path: HTTPQuery.path(Endpoint.archive, place.query)), sending: nil, each: each)
    }

    func writeArchive(
        _ place: ContainerPlace,
        sending: @escaping @Sendable (_ send: @escaping ByteSink) async throws -> Void
    ) async throws -> ArchiveReceipt {
        let path = HTTPQuery.path(Endpoint.archive, place.query)
        let call = HTTPCall(method: "PUT", path: path, headers: [("Content-Type", Endpoint.tar)])
        var reply: [UInt8] = []
        try await bytes(call) { writer in
            try await sending { try await writer.write($0) }
        } each: {
            reply += $0
        }
        return try decode(Data(reply))
    }
}

extension ContainerPlace {
    fileprivate var query: [(name: String, value: String)] { [("name", name), ("path", path)] }
}
