import DustyTerminal

/// Text in columns aligned by display width; every list that a command prints uses it.
struct Table: Sendable {
    /// A column's head and its side.
    struct Column: Sendable {
        let title: String
        let isNumeric: Bool

        static func text(_ title: String) -> Column { Column(title: title, isNumeric: false) }
        static func number(_ title: String) -> Column { Column(title: title, isNumeric: true) }
    }

    /// One field.
    struct Cell: Sendable, ExpressibleByStringInterpolation {
        let text: String
        let tone: Tone

        /// A field with text from anywhere; a table is lines and columns, so control characters never belong in it.
        init(_ text: String, _ tone: Tone = .plain) {
            self.text = Sanitizer.plain(text)
            self.tone = tone
        }

        init(stringLiteral value: String) {
            self.init(value)
        }
    }

    private static let gap = "  "

    let columns: [Column]
    /// Whether text too wide for a terminal is cut.
    var isCut = true
    var rows: [[Cell]] = []

    /// The table's lines, the header first; an empty column is left out, and on a terminal wide text is cut if allowed.
    func lines(for console: Console) -> [String] {
        let kept = columns.indices.filter { index in rows.contains { !$0[index].text.isEmpty } }
        guard !rows.isEmpty else { return [] }
        let head = kept.map { Cell(columns[$0].title, .dim) }
        let body = rows.map { row in kept.map { row[$0] } }
        let widths = kept.indices.map { index in
            ([head] + body).map { TextWidth.columns(of: $0[index].text) }.max() ?? 0
        }
        let limit = isCut && console.isTerminal ? console.size().columns : Int.max
        return ([head] + body).map { row in
            line(row, numeric: kept.map { columns[$0].isNumeric }, widths: widths, limit: limit, console)
        }
    }

    private func line(_ row: [Cell], numeric: [Bool], widths: [Int], limit: Int, _ console: Console) -> String {
        var line = ""
        var used = 0
        for (index, cell) in row.enumerated() {
            let room = limit - used
            guard room > 0 else { break }
            let isLast = index == row.count - 1
            let text = TextWidth.truncated(cell.text, to: room)
            let fill = String(repeating: " ", count: max(0, min(widths[index], room) - TextWidth.columns(of: text)))
            let painted = console.paint(text, cell.tone)
            line += numeric[index] ? fill + painted : painted + (isLast ? "" : fill)
            used += widths[index] + Self.gap.count
            if !isLast { line += String(Self.gap.prefix(max(0, limit - used + Self.gap.count))) }
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}

extension Console {
    /// Prints a table.
    func print(_ table: Table) throws {
        for line in table.lines(for: self) { try print(line) }
    }
}
