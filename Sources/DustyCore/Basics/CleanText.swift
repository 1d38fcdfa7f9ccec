/// Text from outside in a form that moves no cursor and hides nothing: names from specs, repos, containers and clients
/// appear in messages, which end up in terminals, in logs and in programs that read them.
public enum CleanText {
    /// A text with invisible characters written out, such as `\u{1b}`; line endings and tabs stay.
    public static func lines(_ text: String) -> String {
        visible(text) { $0.value == 0x0A || $0.value == 0x09 }
    }

    /// The same for a name or other text on one line: line endings and tabs are written out too.
    public static func line(_ text: String) -> String {
        visible(text) { _ in false }
    }

    /// Whether a character is a control character, or invisibly changes what you read: marks of writing direction,
    /// characters without width, separators that look like line ends, tags.
    public static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F: true
        case 0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180E, 0x3164, 0xFEFF, 0xFFA0: true
        case 0x200B...0x200C, 0x200E...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE0FFF: true
        default: false
        }
    }

    /// JSON in which such characters are written as escapes, which mean the same to a parser.
    public static func json(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: { $0 >= 0x7F }) else { return bytes }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.unicodeScalars.contains(where: { isHidden($0) && $0.value >= 0x7F }) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        for scalar in text.unicodeScalars {
            guard scalar.value >= 0x7F, isHidden(scalar) else {
                result += UTF8.encode(scalar).map(Array.init) ?? []
                continue
            }
            for unit in UTF16.encode(scalar).map(Array.init) ?? [] {
                let digits = String(unit, radix: 16)
                result += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            }
        }
        return result
    }

    private static func visible(_ text: String, _ stays: (Unicode.Scalar) -> Bool) -> String {
        guard text.unicodeScalars.contains(where: { isHidden($0) && !stays($0) }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isHidden(scalar), !stays(scalar) {
                result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }
}
