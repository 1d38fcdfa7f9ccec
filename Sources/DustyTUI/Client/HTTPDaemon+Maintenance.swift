import DustyCore
import FoundationEssentials
import Synchronization
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
        let hasBegun = Mutex(false)
        do {
            try await bytes(HTTPCall(path: HTTPQuery.path(Endpoint.backup, items)), sending: nil) { piece in
                hasBegun.withLock { $0 = true }
                try await each(piece)
            }
        } catch let error as DustyError where error.code == .unavailable && hasBegun.withLock({ $0 }) {
            throw await whyCutOff() ?? error
        }
    }

    /// Why an archive ended in the middle, as far as the daemon can tell afterwards; nil when it answers no more.
    private func whyCutOff() async -> DustyError? {
        guard let machine = (try? await value(Endpoint.status) as Snapshot)?.machine else { return nil }
        guard ["connecting", "unreachable"].contains(machine.state) else {
            return DustyError(.failed, "the backup was cut off before its end", hint: "the daemon's log says why")
        }
        let lost = "the connection to \(machine.target ?? "the machine") was lost"
        return DustyError(
            .failed,
            "the backup was cut off: \(machine.message ?? lost)",
            hint: "try again when `dusty machine show` says that it is connected"
        )
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

    /// Sends bytes and asks for one value.
    private func send<Value: Decodable>(
        _ path: String,
        _ type: String,
        bytes: Int64,
        next: @escaping @Sendable () async throws -> [UInt8]?
    ) async throws -> Value {
        let headers = [(name: "Content-Type", value: type), (name: "Content-Length", value: String(bytes))]
        let call = HTTPCall(method: "POST", path: path, headers: headers)
        var reply: [UInt8] = []
        try await self.bytes(call) { writer in
            while let piece = try await next() { try await writer.write(piece) }
        } each: {
            reply += $0
        }
        return try decode(Data(reply))
    }
}
