extension StringProtocol {
    /// Its lines without their endings, which are LF or CR LF; blank ones included, and one after a last ending.
    ///
    /// To Swift CR LF is one character, which is not LF: splitting at "\n" finds no line in text from Windows.
    public var allLines: [String] { exactLines.map { Self.withoutReturn($0) } }

    /// The same without those that are empty.
    public var lines: [String] { allLines.filter { !$0.isEmpty } }

    /// The text between LFs, byte for byte: a CR before one stays, so that joining them restores the text.
    public var exactLines: [String] {
        utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The text before the first line ending.
    public var firstLine: String { Self.withoutReturn(String(decoding: utf8.prefix { $0 != 0x0A }, as: UTF8.self)) }

    /// The text without one LF or CR LF at its end.
    public var withoutLastLineEnding: String {
        let text = String(self)
        return text.utf8.last == 0x0A ? Self.withoutReturn(String(decoding: text.utf8.dropLast(), as: UTF8.self)) : text
    }

    private static func withoutReturn(_ line: String) -> String {
        line.utf8.last == 0x0D ? String(decoding: line.utf8.dropLast(), as: UTF8.self) : line
    }
}

extension StringProtocol {
    /// The text split at a separator as the kernel, shells and Compose would find it: byte by byte.
    ///
    /// To Swift a sign and a mark that combines with it are one character, and not the sign: `split` finds neither the
    /// `/` nor the `..` in `a\u{600}/../b`.
    public func parts(at separator: String, keepingEmpty: Bool = false) -> [String] {
        let wanted = Array(separator.utf8)
        guard let sign = wanted.first else { return [String(self)] }
        if wanted.count == 1 {
            return utf8.split(separator: sign, omittingEmptySubsequences: !keepingEmpty)
                .map { String(decoding: $0, as: UTF8.self) }
        }
        var parts: [String] = []
        var rest = Array(utf8)[...]
        var start = rest.startIndex
        while let found = rest[start...].firstIndex(of: sign) {
            guard rest[found...].starts(with: wanted) else {
                start = found + 1
                continue
            }
            parts.append(String(decoding: rest[..<found], as: UTF8.self))
            rest = rest[(found + wanted.count)...]
            start = rest.startIndex
        }
        parts.append(String(decoding: rest, as: UTF8.self))
        return keepingEmpty ? parts : parts.filter { !$0.isEmpty }
    }
}

/// Text as lines, split at line feeds only: `\r\n` is one character to Swift, and no other character ends a line here.
public enum TextLines {
    /// The lines of a text, without their endings (`\r` before a line feed is part of one); the last is what follows the last line feed. There
    /// is always one.
    public static func split(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            String(Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
        }
    }
}
