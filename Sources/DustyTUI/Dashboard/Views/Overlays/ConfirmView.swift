import DustyTerminal

/// A question with its consequences, and everything affected.
enum ConfirmView {
    /// Columns for names.
    private static let width = 64

    private static func sentences(of confirmation: Confirmation) -> [String] {
        confirmation.consequences + [confirmation.news].compactMap(\.self)
    }

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
        let room = max(1, size.height - 6 - sentences(of: confirmation).count)
        return (rows, min(rows.count, room, 8))
    }

    /// What is written, and where.
    private struct Page {
        var lines: [String]
        var note: String
        var box: Rect

        init(_ confirmation: Confirmation, _ keyMap: KeyMap, in size: Size) {
            let (rows, height) = targetRows(of: confirmation, in: size)
            let top = min(confirmation.top, max(0, rows.count - height))
            let names = Array(rows[top..<(top + height)])
            lines = names + sentences(of: confirmation) + ["", answers(keyMap).map(\.text).joined(separator: gap)]
            note = rows.count > height ? "\(top + 1)-\(top + height) of \(rows.count) rows, j k" : ""
            let heading = TextWidth.columns(of: confirmation.question) + TextWidth.columns(of: note) + 6
            let widest = (lines + rows).map { TextWidth.columns(of: $0) }.max() ?? 0
            box = Rect(size).centred(width: max(max(widest, heading) + 8, 30), height: lines.count + 2)
        }

        /// Where a line begins.
        func start(of offset: Int) -> (x: Int, y: Int) { (box.x + 3, box.y + 1 + offset) }
    }

    /// Between the answers.
    private static let gap = "   "

    /// Draws it in the middle.
    static func draw(_ confirmation: Confirmation, _ keyMap: KeyMap, into frame: inout Frame) {
        let page = Page(confirmation, keyMap, in: frame.size)
        BoxView.draw(confirmation.question, note: page.note, into: &frame, in: page.box)
        for (offset, line) in page.lines.enumerated() {
            let start = page.start(of: offset)
            frame.write(line, x: start.x, y: start.y, width: page.box.width - 5)
        }
    }

    /// The key of the answer at a cell.
    static func key(atX x: Int, y: Int, of confirmation: Confirmation, in model: Model) -> Key? {
        let keyMap = model.preferences.keyMap
        let page = Page(confirmation, keyMap, in: model.size)
        let start = page.start(of: page.lines.count - 1)
        guard y == start.y, page.box.contains(x: x, y: y) else { return nil }
        var left = start.x
        for answer in answers(keyMap) {
            let end = left + TextWidth.columns(of: answer.text)
            if (left..<end).contains(x) { return Key(named: answer.key) }
            left = end + TextWidth.columns(of: gap)
        }
        return nil
    }

    /// What the keys do; in brackets what Enter does, which is never the irreversible choice.
    private static func answers(_ keyMap: KeyMap) -> [(key: String, text: String)] {
        let yes = keyMap.name(of: .accept, in: [.question]).map { (key: $0, text: "\($0) yes") }
        let no = keyMap.name(of: .refuse, in: [.question]) ?? Key.escape.name
        let isUsual = keyMap.command(for: .enter, in: [.question]) == .refuse
        return [yes, (no, "[\(no)] no" + (isUsual ? " (\(Key.enter.name))" : ""))].compactMap(\.self)
    }
}
