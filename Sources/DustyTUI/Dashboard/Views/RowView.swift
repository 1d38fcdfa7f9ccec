import DustyTerminal

/// What all lists do to their rows.
enum RowView {
    /// Marks the selected row: a sign in its first column where it decides what else is shown, the bar only in the pane
    /// with the focus.
    static func select(_ row: Rect, isMarked: Bool, isActive: Bool, at column: Int = 0, into frame: inout Frame) {
        if isMarked { frame.write(">", x: row.x + column, y: row.y, width: 1, style: Style(.key)) }
        if isActive { frame.restyle(row) { $0.selected = true } }
    }

    /// How something is: a shape and a colour, in the first column of its row.
    static func state(_ mark: StateMark, into frame: inout Frame, in row: Rect) {
        frame.write(mark.text, x: row.x, y: row.y, width: 1, style: Style(mark.role))
    }

    /// The sign of a row that is marked for an action on several.
    static func mark(_ isMarked: Bool, into frame: inout Frame, in row: Rect) {
        if isMarked { frame.write("*", x: row.x + 2, y: row.y, width: 1, style: Style(.key)) }
    }

    /// Shows at the right edge that a list continues above or below.
    static func markRest(of count: Int, from top: Int, into frame: inout Frame, in rect: Rect) {
        guard count > rect.height, rect.height > 0 else { return }
        let x = rect.maxX - 1
        if top > 0 { frame.write("^", x: x, y: rect.y, width: 1, style: Style(.key)) }
        if top + rect.height < count { frame.write("v", x: x, y: rect.maxY - 1, width: 1, style: Style(.key)) }
    }

    /// Highlights the searched text in a row's name.
    static func highlight(_ text: String, _ model: Model, x: Int, row: Rect, into frame: inout Frame) {
        guard let query = model.selection.search else { return }
        let rest = Rect(x: x, y: row.y, width: max(0, row.maxX - x), height: 1)
        highlight(query, in: text, .match, row: rest, into: &frame)
    }

    /// Marks what is looked for in a text that begins where a row does.
    static func highlight(
        _ query: String,
        in text: String,
        _ role: Style.Role,
        row: Rect,
        into frame: inout Frame
    ) {
        for range in Pattern(query).ranges(in: text) {
            let before = String(decoding: Array(text.utf8)[..<range.lowerBound], as: UTF8.self)
            let hit = String(decoding: Array(text.utf8)[range], as: UTF8.self)
            let start = row.x + TextWidth.columns(of: before)
            let width = min(TextWidth.columns(of: hit), row.maxX - start)
            frame.restyle(Rect(x: start, y: row.y, width: width, height: 1)) { $0.role = role }
        }
    }
}
