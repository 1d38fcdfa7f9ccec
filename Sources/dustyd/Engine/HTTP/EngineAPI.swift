import DustyCore
import Essentials
import Synchronization
import UnixHTTP

/// Calls of the Docker Engine API, in the newest version that both sides know.
final class EngineAPI: Sendable {
    let client: UnixHTTPClient
    private let machine: String?
    private let negotiated = Mutex<String?>(nil)

    /// Versions that this code speaks, minor numbers of 1.x.
    private static let versions = 24...45

    /// The API behind a Unix socket, which may lead to the engine of another machine.
    init(socketPath: String, machine: String? = nil) {
        self.machine = machine
        client = UnixHTTPClient(socketPath: socketPath)
    }

    /// The decoded reply to a call.
    func value<Value: Decodable>(
        _ path: String,
        _ query: [(name: String, value: String)] = [],
        as type: Value.Type = Value.self
    ) async throws -> Value {
        try decode(try await reply("GET", path, query))
    }

    /// The body of the reply to a call. Throws `DustyError` with the engine's own words when it refuses.
    @discardableResult
    func reply(
        _ method: String,
        _ path: String,
        _ query: [(name: String, value: String)] = [],
        json: (any Encodable & Sendable)? = nil,
        timeout: Duration = .seconds(20)
    ) async throws -> [UInt8] {
        let call = try await call(method, path, query, json: json)
        return try await reachable {
            let reply = try await client.reply(to: call, timeout: timeout)
            guard reply.head.isSuccess || reply.head.status == 304 else {
                throw EngineFailure.refusal(status: reply.head.status, body: reply.body)
            }
            return reply.body
        }
    }

    /// Hands over a reply piece by piece, however long it lasts.
    func stream(
        _ method: String,
        _ path: String,
        _ query: [(name: String, value: String)] = [],
        json: (any Encodable & Sendable)? = nil,
        each: ([UInt8]) async throws -> Void
    ) async throws {
        let call = try await call(method, path, query, json: json)
        var answer = EngineAnswer()
        try await reachable {
            try await client.stream(call) {
                answer.head = $0
            } each: { piece in
                if !answer.keeps(piece) { try await each(piece) }
            }
        }
        try answer.check()
    }

    /// A value from the engine's JSON. Its text is cleaned for display, unless it is `verbatim` because it names files.
    func decode<Value: Decodable>(_ bytes: some Sequence<UInt8>, verbatim: Bool = false) throws -> Value {
        do {
            let json = verbatim ? Array(bytes) : EngineText.cleaned(json: Array(bytes))
            return try JSONDecoder().decode(Value.self, from: Data(json))
        } catch {
            throw DustyError(.failed, "Dusty cannot read the container engine's answer: \(error)")
        }
    }

    /// A call in the version that both sides know.
    func call(
        _ method: String,
        _ path: String,
        _ query: [(name: String, value: String)],
        json: (any Encodable & Sendable)? = nil
    ) async throws -> HTTPCall {
        var call = HTTPCall(method: method, path: HTTPQuery.path("/v1.\(try await version())\(path)", query))
        call.headers = [("Host", "docker")]
        if let json {
            call.headers.append(("Content-Type", "application/json"))
            call.body = Array(try JSONEncoder().encode(json))
        }
        return call
    }

    private func version() async throws -> String {
        if let known = negotiated.withLock({ $0 }) { return known }
        let reply = try await reachable {
            try await client.reply(
                to: HTTPCall(path: "/_ping", headers: [("Host", "docker")]),
                timeout: .seconds(10)
            )
        }
        let offered = reply.head["Api-Version"] ?? "1.24"
        guard offered.hasPrefix("1."), let minor = Int(offered.dropFirst(2)), minor >= Self.versions.lowerBound else {
            throw DustyError(
                .unavailable,
                "the container engine speaks version \(offered) of its API; Dusty needs 1.\(Self.versions.lowerBound)",
                hint: "install a newer Docker Engine"
            )
        }
        let version = String(min(minor, Self.versions.upperBound))
        negotiated.withLock { $0 = version }
        return version
    }

    /// Runs `body`; when the engine cannot be reached, says so and forgets the version: another engine may come back.
    func reachable<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as UnixHTTPError {
            negotiated.withLock { $0 = nil }
            throw EngineFailure.unreachable(error, socketPath: client.socketPath, machine: machine)
        }
    }
}
