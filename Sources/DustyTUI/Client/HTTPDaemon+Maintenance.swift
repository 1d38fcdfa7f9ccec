import DustyCore
import FoundationEssentials
import UnixHTTP

extension HTTPDaemon {
    func disk() async throws -> DiskReport {
        try await value(Endpoint.disk)
    }

    func cleanupPlan(_ scopes: [CleanupScope]) async throws -> CleanupPlan {
        try await value(HTTPQuery.path(Endpoint.cleanupPlan, scopes.map { ("scope", $0.rawValue) }))
    }

    func backup(_ request: BackupRequest, each: @Sendable ([UInt8]) async throws -> Void) async throws {
        var items = request.names.map { (name: "name", value: $0) }
        if request.stop { items.append(("stop", "true")) }
        try await bytes(HTTPQuery.path(Endpoint.backup, items), each: each)
    }

    func stageRestore(bytes: Int64, next: @escaping @Sendable () async throws -> [UInt8]?) async throws -> StagedRestore
    {
        try await send(Endpoint.restores, "application/x-tar", bytes: bytes, next: next)
    }

    func doctor(_ request: DoctorRequest) async throws -> DoctorReport {
        try await value(post: request, to: Endpoint.doctor)
    }

    func dump() async throws -> [DumpDocument] {
        try await value(Endpoint.dump)
    }

    func stage(
        _ program: UpgradeProgram,
        bytes: Int64,
        next: @escaping @Sendable () async throws -> [UInt8]?
    ) async throws -> StagedProgram {
        try await send(Endpoint.stagedProgram(program), "application/octet-stream", bytes: bytes, next: next)
    }

    func upgrade(_ request: UpgradeRequest) async throws -> UpgradeOutcome {
        try await value(post: request, to: Endpoint.upgrade)
    }

    /// Reads bytes until the stream ends; one that is cut off is an error.
    private func bytes(_ path: String, each: ([UInt8]) async throws -> Void) async throws {
        var refusal: HTTPReply?
        try await translating {
            try await client.stream(HTTPCall(path: path)) { head in
                if !head.isSuccess { refusal = HTTPReply(head: head, body: []) }
            } each: { bytes in
                if refusal == nil { try await each(bytes) } else { refusal?.body += bytes }
            }
        }
        if let refusal { throw error(in: refusal) }
    }

    /// Sends bytes and asks for one value.
    private func send<Value: Decodable>(
        _ path: String,
        _ type: String,
        bytes: Int64,
        next: @escaping @Sendable () async throws -> [UInt8]?
    ) async throws -> Value {
        let call = HTTPCall(method: "POST", path: path, headers: [("Content-Type", type)])
        let reply = try await translating { try await client.upload(call, bytes: bytes, next: next) }
        guard reply.head.isSuccess else { throw error(in: reply) }
        return try decode(Data(reply.body))
    }
}
