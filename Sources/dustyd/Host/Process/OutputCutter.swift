/// Splits a program's raw output into lines, at carriage returns too, so progress meters are seen as they move.
struct OutputCutter {
    private var pending: [UInt8] = []
    private var endedWithReturn = false
    /// Longest line that is kept, in bytes; what is beyond is cut off.
    let limit: Int

    /// A cutter that keeps at most `limit` bytes of a line.
    init(limit: Int = 64 << 10) {
        self.limit = limit
    }

    /// Adds a piece; returns the lines it completes. CR LF is one ending.
    mutating func append(_ bytes: some Sequence<UInt8>) -> [String] {
        var lines: [String] = []
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n") where endedWithReturn:
                endedWithReturn = false
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                endedWithReturn = byte == UInt8(ascii: "\r")
                lines.append(take())
            default:
                endedWithReturn = false
                if pending.count < limit { pending.append(byte) }
            }
        }
        return lines
    }

    /// What came after the last ending; nil when nothing did.
    mutating func finish() -> String? {
        pending.isEmpty ? nil : take()
    }

    private mutating func take() -> String {
        defer { pending.removeAll(keepingCapacity: true) }
        return String(decoding: pending, as: UTF8.self)
    }
}

/// The last bytes of a stream of any length.
struct TailBuffer {
    private var bytes: [UInt8] = []
    /// How many bytes are kept.
    let limit: Int

    /// A buffer that keeps the last `limit` bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// The rest is cut off after this many bytes of a line.
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
