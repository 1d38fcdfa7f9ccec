import DustyCore
import UnixHTTP

extension HTTPDaemon {
    /// Hands over the bytes of an answer while `sending` writes the call's body; a refusal is thrown in Dusty's words.
    func bytes(
        _ call: HTTPCall,
        sending: (@Sendable (ByteWriter) async throws -> Void)?,
        each: ([UInt8]) async throws -> Void
    ) async throws {
        var refusal: HTTPReply?
        func begin(_ head: HTTPReplyHead) {
            if !head.isSuccess { refusal = HTTPReply(head: head, body: []) }
        }
        func take(_ bytes: [UInt8]) async throws {
            if refusal == nil { return try await each(bytes) }
            refusal?.body += bytes
        }
        try await translating {
            if let sending {
                try await client.duplex(call, sending: sending, onHead: begin, each: take)
            } else {
                try await client.stream(call, onHead: begin, each: take)
            }
        }
        if let refusal { throw error(in: refusal) }
    }
}
