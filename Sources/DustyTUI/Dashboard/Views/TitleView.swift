import DustyTerminal

/// A rule with a title at its left and a note at its right.
enum TitleView {
    /// How far from its row's start the title's text begins.
    static let textOffset = 2

    /// Draws it into one row.
    static func draw(
        _ title: String,
        note: String,
        isActive: Bool,
        noteRole: Style.Role = .dim,
        isHeavy: Bool? = nil,
        into frame: inout Frame,
        in row: Rect
    ) {
        guard row.height > 0, row.width > 4 else { return }
        // The pane that has the keys has a heavy rule in the colour of what is at work: without colours its shape says it.
        let isHeavy = isHeavy ?? isActive
        frame.fill(row, with: isHeavy ? "\u{2501}" : "\u{2500}", style: Style(isHeavy ? .busy : .rule))
        let room = row.width - 4
        let shownNote = TextWidth.truncated(note, to: max(0, room - TextWidth.columns(of: title) - 3))
        let noteWidth = shownNote.isEmpty ? 0 : TextWidth.columns(of: shownNote) + 2
        let shownTitle = TextWidth.truncated(title, to: room - noteWidth)
        frame.write(
            " \(shownTitle) ",
            x: row.x + textOffset - 1,
            y: row.y,
            width: room,
            style: Style(isActive ? .activeTitle : .title)
        )
        guard noteWidth > 0 else { return }
        frame.write(" \(shownNote) ", x: row.maxX - noteWidth - 1, y: row.y, width: noteWidth, style: Style(noteRole))
    }
}

/// An empty box with a title and rules above and below; it covers what is under it.
enum BoxView {
    /// Draws it.
    static func draw(_ title: String, note: String = "", into frame: inout Frame, in box: Rect) {
        frame.fill(box)
        TitleView.draw(title, note: note, isActive: true, isHeavy: false, into: &frame, in: box.row(0))
        frame.fill(box.row(box.height - 1), with: "\u{2500}", style: Style(.rule))
        for x in [box.x, box.maxX - 1] {
            let side = Rect(x: x, y: box.y + 1, width: 1, height: max(0, box.height - 2))
            frame.fill(side, with: "\u{2502}", style: Style(.rule))
        }
    }
}
