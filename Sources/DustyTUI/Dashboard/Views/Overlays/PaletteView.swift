import DustyTerminal

/// The commands that match the input after `:`, in a box over the status line.
enum PaletteView {
    /// Draws it.
    static func draw(_ palette: Palette, _ model: Model, _ layout: DashboardLayout, into frame: inout Frame) {
        let matches = Palette.matches(model.prompt?.text ?? "")
        let room = max(1, min(Palette.shown, layout.status.y - 3))
        let top = max(0, min(palette.choice - room + 1, matches.count - room))
        let visible = matches.dropFirst(top).prefix(room)
        let usageWidth = visible.map { TextWidth.columns(of: $0.usage) }.max() ?? 0
        let lines = visible.map { "\(TextWidth.padded($0.usage, to: usageWidth))  \($0.summary)" }
        let widest = lines.map { TextWidth.columns(of: $0) }.max() ?? 0
        let keys = visible.map { $0.key(in: model.keyMap) ?? "" }
        let keyWidth = (keys.map { TextWidth.columns(of: $0) }.max() ?? 0) + 1
        let width = min(frame.size.width, max(widest + keyWidth + 7, 44))
        let height = max(1, visible.count) + 2
        let box = Rect(x: 0, y: max(0, layout.status.y - height), width: width, height: height)
        let note = matches.isEmpty ? "" : "\(palette.choice + 1) of \(matches.count)"
        BoxView.draw("Commands", note: note, into: &frame, in: box)
        if visible.isEmpty {
            frame.write("No command fits.", x: box.x + 4, y: box.y + 1, width: width - 6, style: Style(.dim))
        }
        for (offset, line) in lines.enumerated() {
            let row = Rect(x: box.x + 2, y: box.y + 1 + offset, width: width - 4, height: 1)
            frame.write("  \(TextWidth.truncated(line, to: width - 7 - keyWidth))", in: row)
            let place = Rect(x: row.maxX - keyWidth, y: row.y, width: keyWidth, height: 1)
            frame.write(TextWidth.padded(keys[offset], to: keyWidth - 1, right: true), in: place, style: Style(.key))
            if top + offset == palette.choice { RowView.select(row, isMarked: true, isActive: true, into: &frame) }
        }
    }
}
