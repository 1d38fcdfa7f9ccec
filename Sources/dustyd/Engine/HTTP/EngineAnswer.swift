import UnixHTTP

/// What the engine says to a call whose reply comes piece by piece: what was asked for, or why it refuses.
struct EngineAnswer {
    /// Most of a refusal that is kept.
    private static let limit = 64 << 10

    var head = HTTPReplyHead(status: 0)
    private var refusal: [UInt8] = []

    private var isRefusal: Bool { !head.isSuccess && head.status != 101 }

    /// Keeps a piece of a refusal's words; false for a piece of what was asked for.
    mutating func keeps(_ piece: [UInt8]) -> Bool {
        guard isRefusal else { return false }
        refusal += piece.prefix(max(0, Self.limit - refusal.count))
        return true
    }

    func check() throws {
        if isRefusal { throw EngineFailure.refusal(status: head.status, body: refusal) }
    }
}
