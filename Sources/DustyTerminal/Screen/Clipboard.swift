/// How a terminal is asked to put a text on its clipboard.
public enum Clipboard {
    /// Most bytes of text; terminals ignore longer ones.
    static let limit = 72_000

    /// How much of a text fits; nil when all of it does.
    public static func cut(of text: String) -> Int? {
        text.utf8.count > limit ? limit : nil
    }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The control sequence OSC 52 with the text; GNU screen gets it wrapped for the outer terminal.
    static func sequence(for text: String, insideScreen: Bool) -> String {
        let plain = "\u{1B}]52;c;\(base64(Array(text.utf8.prefix(limit))))\u{07}"
        guard insideScreen else { return plain }
        // Screen passes on at most 768 bytes in one piece.
        let pieces = stride(from: 0, to: plain.utf8.count, by: 700).map { start in
            "\u{1B}P" + String(decoding: plain.utf8.dropFirst(start).prefix(700), as: UTF8.self) + "\u{1B}\\"
        }
        return pieces.joined()
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reduce(0) { $0 << 8 | UInt32($1) } << (8 * (3 - UInt32(group.count)))
            for place in 0..<4 {
                let isPadding = place > group.count
                text.append(isPadding ? UInt8(ascii: "=") : digits[Int(value >> (18 - 6 * UInt32(place)) & 63)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
