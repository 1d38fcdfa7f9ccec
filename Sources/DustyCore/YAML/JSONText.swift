/// Writes JSON with keys in the given order, which Foundation's encoder cannot do.
enum JSONText {
    /// The text of a value, indented, with a line ending.
    static func text(of value: YAMLValue) -> String {
        write(value, indent: 0) + "\n"
    }

    /// A text in double quotes. The form is right for JSON and for YAML.
    static func quote(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default:
                let value = scalar.value
                if value < 0x20 || (0x7F...0x9F).contains(value) || value == 0x2028 || value == 0x2029
                    || value == 0xFEFF || value >= 0xFFFE && value <= 0xFFFF
                {
                    let digits = String(value, radix: 16)
                    quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }

    private static func write(_ value: YAMLValue, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent + 2)
        let close = "\n" + String(repeating: " ", count: indent)
        switch value {
        case .null: return "null"
        case .bool(let flag): return flag ? "true" : "false"
        case .int(let number): return String(number)
        case .float(let text): return number(text)
        case .string(let text): return quote(text)
        case .secret(let secret): return quote(secret.description)
        case .list(let items):
            if items.isEmpty { return "[]" }
            return "[\n" + items.map { margin + write($0, indent: indent + 2) }.joined(separator: ",\n") + close + "]"
        case .map(let entries):
            if entries.isEmpty { return "{}" }
            let lines = entries.map { margin + quote($0.key) + ": " + write($0.value, indent: indent + 2) }
            return "{\n" + lines.joined(separator: ",\n") + close + "}"
        }
    }

    /// A number in JSON; what JSON has no number for (`.inf`, `.nan`) becomes text.
    private static func number(_ text: String) -> String {
        guard let value = Double(text.filter { $0 != "_" }), value.isFinite else { return quote(text) }
        return String(value)
    }
}
