/// The last bytes of a stream of any length.
struct TailBuffer {
    private var bytes: [UInt8] = []
    /// How many bytes are kept.
    let limit: Int

    /// A buffer that keeps the last `limit` bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// Adds bytes, forgetting the oldest beyond the limit.
    mutating func append(_ more: some Sequence<UInt8>) {
        bytes.append(contentsOf: more)
        // Forgetting only when twice the limit is reached keeps the cost per byte constant.
        if bytes.count > 2 * limit { bytes.removeFirst(bytes.count - limit) }
    }

    /// The kept bytes as text; what is not UTF-8 is replaced.
    var text: String {
        String(decoding: bytes.suffix(limit), as: UTF8.self)
    }
}
