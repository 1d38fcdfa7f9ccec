/// A number of bytes for people: decimal units, at most one digit after the point.
public struct ByteCount: Sendable, Hashable, CustomStringConvertible {
    /// The number.
    public var bytes: Int64

    /// A number of bytes.
    public init(_ bytes: Int64) {
        self.bytes = bytes
    }

    /// Such as `812 B`, `1.2 kB`, `41 MB`.
    public var description: String {
        var value = Double(bytes)
        var unit = "B"
        for next in ["kB", "MB", "GB", "TB"] where abs(value) >= 999.5 {
            value /= 1000
            unit = next
        }
        let tenths = Int64((value * 10).rounded())
        let isWhole = unit == "B" || abs(tenths) >= 100 || tenths % 10 == 0
        return isWhole ? "\(Int64(value.rounded())) \(unit)" : "\(tenths / 10).\(abs(tenths % 10)) \(unit)"
    }
}
