import DustyTerminal

/// A prompt, with its cursor always visible.
enum PromptView {
    /// Represents a line ending in a text of several lines.
    private static let lineEnd = "\u{21B5}"

    /// Draws it; the note on the text goes first if there is no room for everything.
    static func draw(_ prompt: Prompt, sign: String, note: String, into frame: inout Frame, in row: Rect) {
        frame.write(" \(sign)", in: row, style: Style(.field))
        let x = row.x + 1 + TextWidth.columns(of: sign)
        let room = max(2, row.maxX - x - 1)
        let (before, after) = prompt.halves
        var left = shown(before)
        // The part around the cursor of what is longer than the row.
        while TextWidth.columns(of: left) > room - 1, !left.isEmpty { left.removeFirst() }
        let right = TextWidth.truncated(shown(after), to: room - TextWidth.columns(of: left))
        let cursor = x + TextWidth.columns(of: left)
        let text = left + (right.isEmpty ? "_" : right)
        let end = x + frame.write(text, x: x, y: row.y, width: room, style: Style(.field))
        if !right.isEmpty {
            frame.restyle(Rect(x: cursor, y: row.y, width: 1, height: 1)) { $0.selected = true }
        }
        guard end + 2 < row.maxX else { return }
        frame.write("  \(note)", x: end, y: row.y, width: row.maxX - end, style: Style(.field))
    }

    private static func shown(_ text: Substring) -> String {
        String(text).replacing("\n", with: lineEnd).replacing("\t", with: " ")
    }
}
