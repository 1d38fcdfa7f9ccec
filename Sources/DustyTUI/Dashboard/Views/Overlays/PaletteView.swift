import DustyTerminal

/// The commands that fit what is typed after `:`, in a box over the status line, and below a command the names that it takes.
enum PaletteView {
    /// Draws it.
    static func draw(_ palette: Palette, _ model: Model, _ layout: DashboardLayout, into frame: inout Frame) {
        let text = model.prompt?.text ?? ""
        let matches = Palette.matches(text, among: model.paletteCommands)
        let room = max(1, min(Palette.shown, layout.status.y - 3))
        let cycle = palette.cycle ?? model.candidates(for: text, matches, palette)
        let names = cycle.map { shown($0, room: room - 1) } ?? []
        let top = max(0, min(palette.choice - room + 1, matches.count - room))
        let visible = matches.dropFirst(top).prefix(room)
        let usageWidth = visible.map { TextWidth.columns(of: $0.usage) }.max() ?? 0
        let lines = visible.map { "\(TextWidth.padded($0.usage, to: usageWidth))  \($0.summary)" }
        let widest = lines.map { TextWidth.columns(of: $0) }.max() ?? 0
        let keys = visible.map { $0.key(in: model.preferences.keyMap) ?? "" }
        let keyWidth = (keys.map { TextWidth.columns(of: $0) }.max() ?? 0) + 1
        let width = min(frame.size.width, max(widest + keyWidth + 7, 44))
        let height = max(1, visible.count + names.count) + 2
        let box = Rect(x: 0, y: max(0, layout.status.y - height), width: width, height: height)
        BoxView.draw("Commands", note: note(palette, cycle, matches.count), into: &frame, in: box)
        if visible.isEmpty {
            frame.write("No command fits.", x: box.x + 4, y: box.y + 1, width: width - 6, style: Style(.dim))
        }
        for (offset, line) in lines.enumerated() {
            let row = Rect(x: box.x + 2, y: box.y + 1 + offset, width: width - 4, height: 1)
            frame.write("  \(TextWidth.truncated(line, to: width - 7 - keyWidth))", in: row)
            let place = Rect(x: row.maxX - keyWidth, y: row.y, width: keyWidth, height: 1)
            frame.write(TextWidth.padded(keys[offset], to: keyWidth - 1, right: true), in: place, style: Style(.key))
            let isChosen = top + offset == palette.choice && cycle?.place == nil
            if isChosen { RowView.select(row, isMarked: true, isActive: true, into: &frame) }
        }
        for (offset, name) in names.enumerated() {
            let row = Rect(x: box.x + 4, y: box.y + 1 + lines.count + offset, width: width - 6, height: 1)
            frame.write("  \(TextWidth.truncated(name.text, to: row.width - 2))", in: row)
            if name.isChosen { RowView.select(row, isMarked: true, isActive: true, into: &frame) }
        }
    }

    private static func note(_ palette: Palette, _ cycle: Palette.Cycle?, _ count: Int) -> String {
        guard let cycle, !cycle.names.isEmpty else { return count == 0 ? "" : "\(palette.choice + 1) of \(count)" }
        let place = cycle.place.map { "\($0 + 1) of " } ?? ""
        return "\(place)\(Amount.things(cycle.names.count, "name")), \(Key.tab.name)"
    }

    /// The names there is room for, the chosen one among them.
    private static func shown(_ cycle: Palette.Cycle, room: Int) -> [(text: String, isChosen: Bool)] {
        let top = max(0, min((cycle.place ?? 0) - room + 1, cycle.names.count - room))
        return cycle.names.enumerated().dropFirst(top).prefix(max(0, room)).map { ($1, $0 == cycle.place) }
    }
}
