/// An address of version 4 as the number it is.
struct IPv4Number: Sendable, Equatable {
    let value: UInt32

    init(_ value: UInt32) {
        self.value = value
    }

    /// The number behind four dotted decimals.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        guard parts.count == 4, text.split(separator: ".", omittingEmptySubsequences: false).count == 4 else {
            return nil
        }
        value = parts.reduce(0) { $0 << 8 | UInt32($1) }
    }

    var text: String {
        [24, 16, 8, 0].map { String(value >> $0 & 0xFF) }.joined(separator: ".")
    }

    /// Length of the prefix of this mask; nil when it is not one.
    var prefix: Int? {
        let ones = (~value).leadingZeroBitCount
        return ones + value.trailingZeroBitCount >= 32 ? ones : nil
    }
}
