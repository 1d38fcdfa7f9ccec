import DustyCore

/// Amounts as people read them.
enum Measure {
    /// Bytes with a unit, such as `1.2 MiB`.
    static func bytes(_ count: Int64) -> String {
        ByteCount(count).description
    }

    /// A length of time, such as `0.4 s`, `12 s`, `3 min 5 s`, `2 h 10 min`, `4 d`.
    static func time(_ seconds: Double) -> String {
        let seconds = max(0, seconds)
        if seconds < 9.95 { return "\(decimal(seconds, digits: 1)) s" }
        let whole = Int(seconds.rounded())
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return whole % 60 == 0 ? "\(whole / 60) min" : "\(whole / 60) min \(whole % 60) s"
        case ..<86_400: return "\(whole / 3600) h \(whole % 3600 / 60) min"
        default: return "\(whole / 86_400) d"
        }
    }

    /// A short length of time in one unit: `3 ms`, `1.2 s`.
    static func short(milliseconds: Double) -> String {
        let milliseconds = max(0, min(milliseconds, 1e9))
        guard milliseconds < 999.5 else { return time(milliseconds / 1000) }
        return "\(decimal(milliseconds, digits: milliseconds < 9.95 ? 1 : 0)) ms"
    }

    /// A length of time in one unit, for columns: `8 s`, `3 min`, `2 h`, `4 d`.
    static func age(_ seconds: Double) -> String {
        switch max(0, seconds) {
        case let value where value < 60: "\(Int(value)) s"
        case let value where value < 3600: "\(Int(value) / 60) min"
        case let value where value < 86_400: "\(Int(value) / 3600) h"
        case let value: "\(Int(value) / 86_400) d"
        }
    }

    /// A share of a hundred, such as `3.2 %`.
    static func percent(_ value: Double) -> String {
        "\(decimal(value, digits: value < 9.95 ? 1 : 0)) %"
    }

    /// `1 file`, `2 files`.
    static func count(_ count: Int, _ noun: String) -> String {
        count.counting(noun)
    }

    private static func decimal(_ value: Double, digits: Int) -> String {
        guard digits > 0 else { return String(Int(value.rounded())) }
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
