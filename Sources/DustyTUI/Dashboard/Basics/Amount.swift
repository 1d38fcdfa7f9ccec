import DustyCore

/// Quantities as people read them.
enum Amount {
    /// A figure without its fraction, bounded by the integer range: it may come from a forged file.
    static func whole(_ value: Double) -> Int {
        value.isNaN ? 0 : Int(min(max(value, -1e15), 1e15))
    }

    /// How long ago, in one unit: `2s`, `5m`, `3h`, `2d`.
    static func age(_ seconds: Double) -> String {
        let whole = max(0, whole(seconds))
        if whole < 60 { return "\(whole)s" }
        if whole < 3600 { return "\(whole / 60)m" }
        if whole < 86_400 { return "\(whole / 3600)h" }
        return "\(whole / 86_400)d"
    }

    /// A duration: `0:01`, `1:54`, `1:02:03`.
    static func elapsed(_ seconds: Double) -> String {
        let whole = max(0, whole(seconds))
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        if whole < 3600 { return "\(whole / 60):\(two(whole % 60))" }
        return "\(whole / 3600):\(two(whole / 60 % 60)):\(two(whole % 60))"
    }

    /// A possibly short duration: `0.9s`, `0:12`.
    static func took(_ seconds: Double) -> String {
        seconds < 9.95 ? "\(tenths(max(0, seconds)))s" : elapsed(seconds)
    }

    /// Bytes in at most five columns: `512B`, `88M`, `1.2G`.
    static func bytes(_ bytes: Int64) -> String {
        ByteCount(max(0, bytes)).narrow
    }

    /// A whole number with its thousands separated: `1,204`.
    static func count(_ value: Int) -> String {
        var digits = Array(String(value.magnitude))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return (value < 0 ? "-" : "") + String(digits)
    }

    /// A number with one digit after the point.
    static func tenths(_ value: Double) -> String {
        let tenths = whole((value * 10).rounded())
        return "\(tenths / 10).\(abs(tenths % 10))"
    }

    /// Processor use in percent of one core.
    static func percent(_ value: Double) -> String {
        value < 99.95 ? tenths(value) : String(whole(value.rounded()))
    }

    /// A bar of a number of columns, brackets included.
    static func bar(_ percent: Double, width: Int) -> String {
        let inner = max(1, width - 2)
        let full = Int((min(max(percent, 0), 100) / 100 * Double(inner)).rounded(.down))
        return "[" + String(repeating: "#", count: full) + String(repeating: "-", count: inner - full) + "]"
    }

    /// A count with its noun in singular or plural.
    static func things(_ value: Int, _ noun: String) -> String {
        "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
    }
}
