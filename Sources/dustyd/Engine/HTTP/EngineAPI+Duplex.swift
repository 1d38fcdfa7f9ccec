import DustyCore
import UnixHTTP

extension EngineAPI {
    /// Turns a call into a connection: `sending` writes raw bytes, `each` gets those that arrive, until the engine
    /// closes it.
    func hijack(
        _ path: String,
        _ query: [(name: String, value: String)] = [],
        json: (any Encodable & Sendable)? = nil,
        sending: @escaping @Sendable (ByteWriter) async throws -> Void,
        each: ([UInt8]) async throws -> Void
    ) async throws {
        let call = try await call("POST", path, query, json: json)
        var answer = EngineAnswer()
        try await reachable {
            try await client.hijack(call, sending: sending) {
                answer.head = $0
            } each: { piece in
                if !answer.keeps(piece) { try await each(piece) }
            }
        }
        try answer.check()
    }

    /// Sends a call whose body `sending` writes; returns when the engine has answered.
    func upload(
        _ path: String,
        _ query: [(name: String, value: String)],
        type: String,
        sending: @escaping @Sendable (ByteWriter) async throws -> Void
    ) async throws {
        var call = try await call("PUT", path, query)
        call.headers.append(("Content-Type", type))
        let complete = call
        var answer = EngineAnswer()
        try await reachable {
            try await client.duplex(complete, sending: sending) {
                answer.head = $0
            } each: { piece in
                _ = answer.keeps(piece)
            }
        }
        try answer.check()
    }

    /// The head of the reply to a `HEAD`; nil when there is no such thing.
    func head(_ path: String, _ query: [(name: String, value: String)]) async throws -> HTTPReplyHead? {
        let call = try await call("HEAD", path, query)
        return try await reachable {
            let reply = try await client.reply(to: call, timeout: .seconds(20))
            if reply.head.status == 404 { return nil }
            guard reply.head.isSuccess else {
                throw EngineFailure.refusal(status: reply.head.status, body: reply.body)
            }
            return reply.head
        }
    }
}
