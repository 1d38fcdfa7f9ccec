import DustyCore
import Hummingbird
import NIOCore
import Synchronization

/// Reads a JSON body within the limits of its size, its time and its sender.
struct BodyReader: Sendable {
    let body: RequestBody
    let user: UInt32
    let calls: CallGate

    /// Hands over the whole body. Its bytes count as its sender's until `use` returns.
    func whole<Value>(_ use: (ByteBuffer) throws -> Value) async throws -> Value {
        let held = Held(calls: calls, user: user)
        let limits = calls.limits
        guard let buffer = try await withDeadline(limits.body, { try await read(held) }) else {
            throw DustyError(
                .invalid,
                "the request's body took longer than \(limits.body.components.seconds) s",
                hint: "send the whole body, or state its right length"
            )
        }
        defer { withExtendedLifetime(held) {} }
        return try use(buffer)
    }

    private func read(_ held: Held) async throws -> ByteBuffer {
        let limit = calls.limits.bodyBytes
        var whole = ByteBuffer()
        for try await var piece in body {
            guard whole.readableBytes + piece.readableBytes <= limit else {
                throw DustyError(.invalid, "the request is larger than \(limit >> 20) MiB")
            }
            try held.take(piece.readableBytes)
            whole.writeBuffer(&piece)
        }
        return whole
    }
}

/// Bytes that count as a user's for as long as this lives.
private final class Held: Sendable {
    private let calls: CallGate
    private let user: UInt32
    private let bytes = Atomic(0)

    init(calls: CallGate, user: UInt32) {
        self.calls = calls
        self.user = user
    }

    func take(_ count: Int) throws {
        try calls.take(bytes: count, of: user)
        bytes.add(count, ordering: .relaxed)
    }

    deinit {
        calls.giveBack(bytes: bytes.load(ordering: .relaxed), of: user)
    }
}
