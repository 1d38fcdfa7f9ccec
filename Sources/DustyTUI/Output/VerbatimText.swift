import DustyCore
import DustyTerminal

/// Text as an app wrote it, piece by piece. A file or a program gets it unchanged. On a terminal no control sequence
/// gets through, however it is split, and no line stays open at the end.
struct VerbatimText: Sendable {
    /// Longest part of a line that waits for the end of a control sequence in it.
    private static let patience = 256

    /// Whether it is shown on a terminal.
    let isShown: Bool
    /// The end of the last piece, which may be part of a control sequence.
    private var pending = ""
    private var isLineOpen = false

    init(isShown: Bool) {
        self.isShown = isShown
    }

    /// What to write of a piece, and of what was held back.
    mutating func append(_ piece: String) -> String {
        guard isShown else { return piece }
        var lines = TextLines.split(pending + piece)
        pending = ""
        if let last = lines.last, let start = last.unicodeScalars.lastIndex(where: Self.beginsSequence),
            last.unicodeScalars[start...].count < Self.patience,
            !last.unicodeScalars[start...].dropFirst(2).contains(where: Self.mayEndSequence)
        {
            pending = String(last.unicodeScalars[start...])
            lines[lines.count - 1] = String(last.unicodeScalars[..<start])
        }
        let shown = lines.map(Sanitizer.plain)
        if shown.count > 1 || shown.first?.isEmpty == false { isLineOpen = shown.last?.isEmpty == false }
        return shown.joined(separator: "\n")
    }

    /// What to write at the end.
    mutating func finish() -> String {
        let rest = Sanitizer.plain(pending)
        let isOpen = isLineOpen || !rest.isEmpty
        (pending, isLineOpen) = ("", false)
        return rest + (isShown && isOpen ? "\n" : "")
    }

    private static func beginsSequence(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{1B}" || (0x80...0x9F).contains(scalar.value)
    }

    /// A carriage return may be the first half of a line ending; a letter ends most sequences.
    private static func mayEndSequence(_ scalar: Unicode.Scalar) -> Bool {
        (0x40...0x7E).contains(scalar.value) || scalar.value == 0x07
    }
}
