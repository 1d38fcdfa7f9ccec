/// A number of bytes for people, in units of 1024 as `du -h` and `docker stats` have them; below ten with one digit after the point.
public struct ByteCount: Sendable, Hashable, CustomStringConvertible {
    private static let units = ["B", "K", "M", "G", "T", "P", "E"]

    /// The number.
    public var bytes: Int64

    /// A number of bytes.
    public init(_ bytes: Int64) {
        self.bytes = bytes
    }

    /// For sentences and tables: `812 B`, `1.2 KiB`, `41 MiB`.
    public var description: String {
        let (figure, unit) = parts
        return unit == "B" ? "\(figure) B" : "\(figure) \(unit)iB"
    }

    /// The same in at most five columns: `812B`, `1.2K`, `41M`.
    public var narrow: String {
        let (figure, unit) = parts
        return figure + unit
    }

    private var parts: (figure: String, unit: String) {
        var value = Double(bytes)
        var units = Self.units[...]
        while abs(value) >= 999.5, units.count > 1 {
            value /= 1024
            units.removeFirst()
        }
        let unit = units.first ?? "B"
        guard unit != "B", abs(value) < 9.95 else { return (String(Int64(value.rounded())), unit) }
        let tenths = Int64((value * 10).rounded())
        return ("\(tenths < 0 ? "-" : "")\(abs(tenths / 10)).\(abs(tenths % 10))", unit)
    }
}

extension Int {
    /// So many things in words: `1 repo`, `2 repos`.
    public func counting(_ noun: String) -> String {
        "\(self) \(noun)\(self == 1 ? "" : "s")"
    }
}
