import DustyCore
import DustyTerminal

/// The bundle picker.
enum BundlesView {
    /// Bundles that fit.
    static func capacity(in size: Size) -> Int { max(1, size.height - 6) }

    /// Draws it in the middle.
    static func draw(_ picker: BundlePicker, _ model: Model, into frame: inout Frame) {
        let bundles = model.snapshot?.bundles ?? []
        let longest = bundles.map { TextWidth.columns(of: $0.name) }.max() ?? 8
        let lines = bundles.map { bundle in
            let mark = picker.chosen.contains(bundle.name) ? "[x]" : "[ ]"
            return "\(mark) \(TextWidth.padded(bundle.name, to: longest))  \(bundle.description)"
        }
        let footer = footer(model.preferences.keyMap)
        let widest = (lines + [footer]).map { TextWidth.columns(of: $0) }.max() ?? 0
        let visible = min(lines.count, capacity(in: model.size))
        let box = frame.bounds.centred(width: min(widest + 7, frame.size.width), height: visible + 4)
        BoxView.draw("Bundles", into: &frame, in: box)
        for (offset, line) in lines.dropFirst(picker.cursor.top).prefix(visible).enumerated() {
            let row = Rect(x: box.x + 2, y: box.y + 1 + offset, width: box.width - 4, height: 1)
            frame.write("  \(line)", in: row)
            if picker.cursor.top + offset == picker.cursor.index {
                RowView.select(row, isMarked: true, isActive: true, into: &frame)
            }
        }
        frame.write(footer, x: box.x + 3, y: box.maxY - 2, width: box.width - 5, style: Style(.dim))
    }

    private static func footer(_ keyMap: KeyMap) -> String {
        let words: [(CommandName, String)] = [(.toggle, "chooses"), (.accept, "applies"), (.back, "leaves it")]
        return words.compactMap { command, word in
            keyMap.name(of: command, in: [.picker]).map { "\($0) \(word)" }
        }.joined(separator: ", ")
    }
}
