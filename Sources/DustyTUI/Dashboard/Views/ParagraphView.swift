import DustyTerminal

/// A sentence, broken between words into as many rows as there are.
enum ParagraphView {
    /// Draws it.
    static func draw(_ text: String, style: Style, into frame: inout Frame, in rect: Rect) {
        var line = ""
        var row = 0
        for word in text.split(separator: " ") {
            let longer = line.isEmpty ? String(word) : "\(line) \(word)"
            if TextWidth.columns(of: longer) > rect.width, !line.isEmpty {
                frame.write(line, in: rect.row(row), style: style)
                row += 1
                line = String(word)
            } else {
                line = longer
            }
        }
        frame.write(TextWidth.truncated(line, to: rect.width), in: rect.row(row), style: style)
    }
}
