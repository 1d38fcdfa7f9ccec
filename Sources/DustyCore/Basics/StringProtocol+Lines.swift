extension StringProtocol {
    /// Its lines without their endings, which are LF or CR LF; blank ones included, and one after a last ending.
    ///
    /// To Swift CR LF is one character, which is not LF: splitting text of others at "\n" finds no line in what Windows wrote.
    public var allLines: [String] { exactLines.map { Self.withoutReturn($0) } }

    /// The same without those that are empty.
    public var lines: [String] { allLines.filter { !$0.isEmpty } }

    /// What stands between the LFs, byte for byte: a CR before one stays, so that joining them gives the text again.
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
