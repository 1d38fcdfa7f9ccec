import DustyTerminal

/// A series of figures as columns, the newest at the right.
enum GraphView {
    private static let blocks: [Unicode.Scalar] = [
        "\u{2581}", "\u{2582}", "\u{2583}", "\u{2584}", "\u{2585}", "\u{2586}", "\u{2587}", "\u{2588}",
    ]

    /// Whether a character is part of a graph.
    static func isBlock(_ character: Character) -> Bool { character.unicodeScalars.allSatisfy(blocks.contains) }

    /// Draws as many of the latest figures as there are columns; `most` fills the whole height.
    static func draw(_ figures: [Double], most: Double, role: Style.Role, into frame: inout Frame, in rect: Rect) {
        guard rect.height > 0, most > 0 else { return }
        let shown = figures.suffix(rect.width)
        for (offset, figure) in shown.enumerated() {
            let x = rect.maxX - shown.count + offset
            let eighths = Int((min(max(figure, 0), most) / most * Double(rect.height * 8)).rounded())
            for row in 0..<rect.height {
                let filled = min(8, eighths - row * 8)
                guard filled > 0 || (row == 0 && figure > 0) else { continue }
                let cell = Rect(x: x, y: rect.maxY - 1 - row, width: 1, height: 1)
                frame.fill(cell, with: blocks[max(1, filled) - 1], style: Style(role))
            }
        }
    }

    /// The latest figures in one row of text.
    static func line(_ figures: [Double], most: Double, width: Int) -> String {
        let text = figures.suffix(width).map { figure -> Character in
            let eighths = Int((min(max(figure, 0), most) / max(most, 1) * 8).rounded(.up))
            return Character(blocks[min(max(1, eighths), 8) - 1])
        }
        return String(text)
    }
}
