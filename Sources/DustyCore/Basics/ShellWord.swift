/// The one place where text becomes a word of a shell script.
public enum ShellWord {
    /// The text as exactly one word for any POSIX shell; text that needs no quotes gets none.
    public static func quote(_ text: String) -> String {
        let isSafe = !text.isEmpty && text.utf8.allSatisfy { $0.isASCIILetterOrDigit || "/_.-+,:@%".utf8.contains($0) }
        if isSafe { return text }
        return "'" + text.parts(at: "'", keepingEmpty: true).joined(separator: "'\\''") + "'"
    }
}
