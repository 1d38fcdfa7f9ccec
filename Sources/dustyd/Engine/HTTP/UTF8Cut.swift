/// Where text may be cut.
enum UTF8Cut {
    /// How much of the beginning of some bytes is whole characters, at most `limit` bytes; nil when not even one is.
    static func end(in bytes: [UInt8], limit: Int) -> Int? {
        var end = min(bytes.count, limit)
        // A character has four bytes at most; anything longer is not text, and may be cut anywhere.
        for back in 1...4 where end >= back {
            let byte = bytes[end - back]
            guard byte & 0xC0 != 0x80 else { continue }
            let length = byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4
            if length > back { end -= back }
            break
        }
        return end > 0 ? end : nil
    }
}
