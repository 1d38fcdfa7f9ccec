/// Sends bytes to the other side while its answer is read; each write waits until the connection can take more.
public struct ByteWriter: Sendable {
    /// Thrown by `write` when the other side accepts no more; its answer says why.
    public struct Refused: Error {}

    private let send: @Sendable ([UInt8]) async throws -> Void
    private let end: @Sendable () -> Void

    init(send: @escaping @Sendable ([UInt8]) async throws -> Void, end: @escaping @Sendable () -> Void) {
        self.send = send
        self.end = end
    }

    /// Sends bytes. Throws `Refused` when the other side accepts no more.
    public func write(_ bytes: [UInt8]) async throws {
        guard !bytes.isEmpty else { return }
        try await Self.refusing { try await send(bytes) }
    }

    /// Runs a write; its failure is `Refused`.
    static func refusing(_ write: () async throws -> Void) async throws {
        do {
            try await write()
        } catch {
            try Task.checkCancellation()
            throw Refused()
        }
    }

    /// Announces the end of the data; what the other side sends can still be read.
    public func finish() {
        end()
    }
}
