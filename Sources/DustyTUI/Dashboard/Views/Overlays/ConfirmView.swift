import DustyTerminal

/// A question with its consequences, and everything affected.
enum ConfirmView {
    /// Columns for names.
    private static let width = 64

    /// The names in rows, and how many of these fit.
    static func targetRows(of confirmation: Confirmation, in size: Size) -> (rows: [String], height: Int) {
        var rows: [String] = []
        let width = max(10, min(width, size.width - 8))
        for name in confirmation.targets {
            let longer = rows.last.map { "\($0)  \(name)" }
            if let longer, TextWidth.columns(of: longer) <= width {
                rows[rows.count - 1] = longer
            } else {
                rows.append(TextWidth.truncated(name, to: width))
            }
        }
        let room = max(1, size.height - 6 - confirmation.consequences.count)
        return (rows, min(rows.count, room, 8))
    }

    /// Draws it in the middle.
    static func draw(_ confirmation: Confirmation, _ keyMap: KeyMap, into frame: inout Frame) {
        let (rows, height) = targetRows(of: confirmation, in: frame.size)
        let top = min(confirmation.top, max(0, rows.count - height))
        let names = Array(rows[top..<(top + height)])
        let lines = names + confirmation.consequences + ["", answers(keyMap)]
        let note = rows.count > height ? "\(top + 1)-\(top + height) of \(rows.count) rows, j k" : ""
        let heading = TextWidth.columns(of: confirmation.question) + TextWidth.columns(of: note) + 6
        let widest = (lines + rows).map { TextWidth.columns(of: $0) }.max() ?? 0
        let box = frame.bounds.centred(width: max(max(widest, heading) + 8, 30), height: lines.count + 2)
        BoxView.draw(confirmation.question, note: note, into: &frame, in: box)
        for (offset, line) in lines.enumerated() {
            frame.write(line, x: box.x + 3, y: box.y + 1 + offset, width: box.width - 5)
        }
    }

    /// What the keys do; in brackets what Enter does, which is never the irreversible choice.
    private static func answers(_ keyMap: KeyMap) -> String {
        let yes = keyMap.name(of: .accept, in: [.question]).map { "\($0) yes   " } ?? ""
        let no = keyMap.name(of: .refuse, in: [.question]) ?? Key.escape.name
        let isUsual = keyMap.command(for: .enter, in: [.question]) == .refuse
        return "\(yes)[\(no)] no" + (isUsual ? " (\(Key.enter.name))" : "")
    }
}
