/// Meaning of plain scalars by YAML 1.1, as the original Dusty read them; sexagesimal numbers (`22:22`) stay text,
/// because in specs they always are pairs of ports.
enum YAMLScalar {
    /// The value of an unquoted text.
    static func resolve(_ text: String) -> YAMLValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON": return .bool(true)
        case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first, (0x30...0x39).contains(first) || "+-.".utf8.contains(first) else {
            return .string(text)
        }
        if let number = integer(text) { return .int(number) }
        return isFloat(text) ? .float(text) : .string(text)
    }

    private static func integer(_ text: String) -> Int? {
        var digits = text[...]
        let isNegative = digits.first == "-"
        if let sign = digits.first, sign == "-" || sign == "+" { digits = digits.dropFirst() }
        guard let first = digits.utf8.first, (0x30...0x39).contains(first) else { return nil }
        var radix = 10
        if digits.hasPrefix("0x") {
            radix = 16
            digits = digits.dropFirst(2)
        } else if digits.hasPrefix("0b") {
            radix = 2
            digits = digits.dropFirst(2)
        } else if digits.hasPrefix("0"), digits.count > 1 {
            radix = 8
            digits = digits.hasPrefix("0o") ? digits.dropFirst(2) : digits.dropFirst()
        }
        let plain = digits.filter { $0 != "_" }
        guard plain.first != "+", plain.first != "-" else { return nil }
        return Int((isNegative ? "-" : "") + plain, radix: radix)
    }

    private static func isFloat(_ text: String) -> Bool {
        let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        if [".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"].contains(unsigned) { return true }
        let allowed = unsigned.utf8.allSatisfy { (0x30...0x39).contains($0) || ".eE+-".utf8.contains($0) }
        return allowed && unsigned.contains(".") && Double(String(unsigned)) != nil
    }
}
