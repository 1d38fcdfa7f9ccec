import DustyCore
import FoundationEssentials
import UnixHTTP

/// The daemon behind its Unix socket.
struct HTTPDaemon: Sendable {
    /// Where the daemon listens when nothing says otherwise.
    static let defaultSocketPath = "/var/run/dusty/dusty.sock"

    /// Longest wait for an answer that is no stream. Validating clones the specs repo first when it must, hence minutes.
    private static let patience = Duration.seconds(300)

    let client: UnixHTTPClient

    /// A client of the daemon at `socketPath`; connects when it is asked something.
    init(socketPath: String) {
        client = UnixHTTPClient(socketPath: socketPath)
    }

    /// The socket that the environment names, or the usual one.
    static func socketPath(environment: [String: String] = ProcessInfo.processInfo.environment) -> String {
        let named = environment["DUSTY_SOCKET_PATH"] ?? ""
        return named.isEmpty ? defaultSocketPath : named
    }

    /// Asks for one value.
    func value<Value: Decodable>(_ path: String) async throws -> Value {
        try await value(HTTPCall(path: path))
    }

    /// Sends one value and asks for another.
    func value<Value: Decodable>(post body: (some Encodable)?, to path: String) async throws -> Value {
        try await value(
            HTTPCall(
                method: "POST",
                path: path,
                headers: [("Content-Type", "application/json")],
                body: try body.map { Array(try Wire.encode($0)) }
            )
        )
    }

    /// Reads newline-delimited JSON until the stream ends.
    func stream<Value: Decodable>(_ path: String, each: (Value) async throws -> Void) async throws {
        var splitter = LineSplitter()
        var refusal: HTTPReply?
        try await translating {
            try await client.stream(HTTPCall(path: path)) { head in
                if !head.isSuccess { refusal = HTTPReply(head: head, body: []) }
            } each: { bytes in
                guard refusal == nil else {
                    refusal?.body += bytes
                    return
                }
                for line in splitter.append(bytes) where !line.isEmpty { try await each(try decode(line)) }
            }
        }
        if let refusal { throw error(in: refusal) }
        if let rest = splitter.finish() { try await each(try decode(rest)) }
    }

    private func value<Value: Decodable>(_ call: HTTPCall) async throws -> Value {
        let reply = try await translating { try await client.reply(to: call, timeout: Self.patience) }
        guard reply.head.isSuccess else { throw error(in: reply) }
        return try decode(Data(reply.body))
    }

    /// A value from the daemon's JSON.
    func decode<Value: Decodable>(_ data: Data) throws -> Value {
        do {
            return try Wire.decode(from: data)
        } catch {
            throw DustyError(
                .internal,
                "the daemon's answer is not what this version of dusty expects: \(error)",
                hint: "compare the two versions with `dusty version`"
            )
        }
    }

    /// Why the daemon refused.
    func error(in reply: HTTPReply) -> DustyError {
        if let error: DustyError = try? Wire.decode(from: Data(reply.body)) { return error }
        return DustyError(
            .internal,
            "the daemon answered with status \(reply.head.status)",
            hint: "is it Dusty's daemon that listens at \(client.socketPath)?"
        )
    }
}
