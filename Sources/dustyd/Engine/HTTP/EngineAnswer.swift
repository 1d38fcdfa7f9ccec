import UnixHTTP

/// The engine's reply to a call, piece by piece: the data, or the reason for a refusal.
struct EngineAnswer {
    /// How much of a refusal is kept.
    private static let limit = 64 << 10

    var head = HTTPReplyHead(status: 0)
    private var refusal: [UInt8] = []

    private var isRefusal: Bool { !head.isSuccess && head.status != 101 }

    /// Keeps a piece of a refusal; false for a piece of the data.
    mutating func keeps(_ piece: [UInt8]) -> Bool {
        guard isRefusal else { return false }
        refusal += piece.prefix(max(0, Self.limit - refusal.count))
        return true
    }

    func check() throws {
        if isRefusal { throw EngineFailure.refusal(status: head.status, body: refusal) }
    }
}
