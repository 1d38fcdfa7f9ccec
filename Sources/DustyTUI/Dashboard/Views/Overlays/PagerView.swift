import DustyTerminal

/// A page of lines over everything else.
enum PagerView {
    /// A line of text with its look.
    typealias Line = (text: String, role: Style.Role)

    /// Lines that fit.
    static func capacity(in size: Size) -> Int { max(1, size.height - 4) }

    /// Draws the lines from one on; one of them may be selected.
    static func draw(
        _ title: String,
        _ lines: [Line],
        top: Int,
        selected: Int? = nil,
        closedBy key: String,
        into frame: inout Frame
    ) {
        let widest = lines.map { TextWidth.columns(of: $0.text) }.max() ?? 0
        var area = frame.bounds
        _ = area.takeTop(1)
        _ = area.takeBottom(1)
        let height = min(lines.count + 2, area.height)
        let note = note(lines.count, top, height - 2) + "\(key) closes"
        let box = area.centred(width: min(max(widest + 4, title.count + note.count + 12), area.width), height: height)
        BoxView.draw(title, note: note, into: &frame, in: box)
        for (offset, line) in lines.dropFirst(top).prefix(box.height - 2).enumerated() {
            frame.write(
                TextWidth.truncated(line.text, to: box.width - 4),
                x: box.x + 2,
                y: box.y + 1 + offset,
                width: box.width - 4,
                style: Style(line.role)
            )
            guard top + offset == selected else { continue }
            let row = Rect(x: box.x + 1, y: box.y + 1 + offset, width: box.width - 2, height: 1)
            RowView.select(row, isMarked: true, isActive: true, into: &frame)
        }
    }

    private static func note(_ count: Int, _ top: Int, _ height: Int) -> String {
        count <= height ? "" : "\(top + 1)-\(min(count, top + height)) of \(count), "
    }
}
