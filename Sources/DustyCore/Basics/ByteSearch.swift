/// Searches in bytes eight at a time, for what looks at every byte of a log.
public enum ByteSearch {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let high: UInt64 = 0x8080_8080_8080_8080

    /// The first position of a byte from `start` on; nil when there is none.
    public static func first(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
        first(in: bytes, from: start, pattern: ones &* UInt64(byte)) { word, pattern in zeros(word ^ pattern) }
    }

    /// The first quotation mark or backslash.
    static func firstQuoteOrBackslash(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        first(in: bytes, from: start, pattern: 0) { word, _ in
            zeros(word ^ (ones &* 0x22)) | zeros(word ^ (ones &* 0x5C))
        }
    }

    /// The first byte that JSON text does not have as it is: a control character, a quotation mark, a backslash.
    static func firstToEscape(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        first(in: bytes, from: start, pattern: 0) { word, _ in
            zeros(word ^ (ones &* 0x22)) | zeros(word ^ (ones &* 0x5C)) | ((word &- (ones &* 0x20)) & ~word & high)
        }
    }

    /// The lowest of the highest bits that are set is that of the first zero byte; those above it may be wrong.
    private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & high }

    @inline(__always)
    private static func first(
        in bytes: UnsafeRawBufferPointer,
        from start: Int,
        pattern: UInt64,
        _ marks: (UInt64, UInt64) -> UInt64
    ) -> Int? {
        var index = start
        while index + 8 <= bytes.count {
            let found = marks(
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)),
                pattern
            )
            if found != 0 { return index + found.trailingZeroBitCount / 8 }
            index += 8
        }
        while index < bytes.count {
            if marks(UInt64(bytes[index]), pattern) & 0x80 != 0 { return index }
            index += 1
        }
        return nil
    }
}
