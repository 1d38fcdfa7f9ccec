import DustyTerminal

/// The page for a dashboard that has nothing else to show.
enum ChecklistView {
    /// Draws it.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        let items = Checklist(model).items
        TitleView.draw("What is needed", note: note(items), isActive: true, into: &frame, in: rect.row(0))
        var rest = rect
        _ = rest.takeTop(2)
        let width = items.map { TextWidth.columns(of: $0.name) }.max() ?? 8
        for item in items where rest.height > 0 {
            let row = rest.takeTop(1)
            let (word, role): (String, Style.Role) =
                switch item.isOK {
                case true?: ("ok", .good)
                case false?: ("!!", .failure)
                case nil: ("..", .dim)
                }
            frame.write(" \(word)", in: row, style: Style(role))
            let text = "\(TextWidth.padded(item.name, to: width))  \(item.text)"
            frame.write(TextWidth.truncated(text, to: row.width - 6), x: row.x + 5, y: row.y, width: row.width - 5)
            guard let remedy = item.remedy, rest.height > 0 else { continue }
            let below = rest.takeTop(1)
            let x = below.x + 7 + width
            frame.write(
                TextWidth.truncated(remedy, to: below.maxX - x - 1),
                x: x,
                y: below.y,
                width: below.maxX - x,
                style: Style(.key)
            )
        }
    }

    private static func note(_ items: [Checklist.Item]) -> String {
        let open = items.filter { $0.isOK == false }.count
        return open == 0 ? "" : "\(open) to do"
    }
}
