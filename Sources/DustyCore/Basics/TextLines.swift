/// Text as lines, by its line feeds alone: `\r\n` is one character of Swift's, and no other is the end of a line here.
public enum TextLines {
    /// The lines of a text, without their endings (`\r` before a line feed is part of one); the last is what follows the last line feed. There
    /// is always one.
    public static func split(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            String(Substring(line.last == UInt8(ascii: "\r") ? line.dropLast() : line))
        }
    }
}
