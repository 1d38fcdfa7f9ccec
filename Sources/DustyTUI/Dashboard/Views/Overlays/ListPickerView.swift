import DustyCore
import DustyTerminal

/// A list of scripts, tests, assets or repos over the panes.
enum ListPickerView {
    /// Draws it in the middle.
    static func draw(_ picker: ListPicker, _ model: Model, into frame: inout Frame) {
        let answer = model.answer(for: picker)
        let rows = picker.rows(in: answer, now: model.now)
        let footer = model.hints.map { "\($0.key) \($0.word)" }.joined(separator: "  ")
        let lines = rows.isEmpty ? [message(picker, answer, model)] : Self.columns(of: rows)
        let widest = (lines + [footer, picker.title]).map { TextWidth.columns(of: $0) }.max() ?? 0
        let visible = min(lines.count, BundlesView.capacity(in: model.size))
        let box = frame.bounds.centred(width: min(widest + 8, frame.size.width), height: visible + 4)
        BoxView.draw(picker.title, note: rows.isEmpty ? "" : "\(rows.count)", into: &frame, in: box)
        for (offset, line) in lines.dropFirst(picker.cursor.top).prefix(visible).enumerated() {
            let row = Rect(x: box.x + 2, y: box.y + 1 + offset, width: box.width - 4, height: 1)
            let place = picker.cursor.top + offset
            let isLacking = rows.indices.contains(place) && rows[place].isLacking
            frame.write(
                "  \(TextWidth.truncated(line, to: row.width - 2))",
                in: row,
                style: Style(isLacking ? .failure : .normal)
            )
            if !rows.isEmpty, place == picker.cursor.index {
                RowView.select(row, isMarked: true, isActive: true, into: &frame)
            }
        }
        frame.write(footer, x: box.x + 3, y: box.maxY - 2, width: box.width - 5, style: Style(.dim))
    }

    private static func message(_ picker: ListPicker, _ answer: Answer?, _ model: Model) -> String {
        if case .refused(let error) = answer { return Wording.failure(of: picker.title, error) }
        return answer == nil ? model.reasonNotToAsk ?? "asking the daemon" : picker.emptiness
    }

    /// The cells of all rows under each other.
    private static func columns(of rows: [ListPicker.Row]) -> [String] {
        let count = rows.map(\.cells.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.cells.count ? TextWidth.columns(of: $0.cells[column]) : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.cells.enumerated().map { column, cell in
                // The last column may be as long as the box is wide.
                column == row.cells.count - 1 ? cell : TextWidth.padded(cell, to: min(widths[column], 40))
            }.joined(separator: "  ")
        }
    }
}
