import DustyCore
import DustyTerminal

/// What deserves attention as a list, and below it the details of the selected item.
enum FailuresView {
    /// Where the list and the detail are.
    struct Places {
        let box: Rect
        let list: Rect
        let rule: Rect
        let detail: Rect

        init(_ size: Size, count: Int) {
            var area = Rect(size)
            _ = area.takeTop(1)
            _ = area.takeBottom(1)
            box = area
            var inner = Rect(x: area.x + 2, y: area.y + 1, width: area.width - 4, height: max(0, area.height - 2))
            list = inner.takeTop(min(max(1, count), max(1, inner.height / 2)))
            rule = inner.takeTop(1)
            detail = inner
        }
    }

    /// Rows of the detail that fit, and all of them.
    static func detail(of list: FailureList, in model: Model) -> (lines: [String], height: Int) {
        let items = FailureItems(model).items(showsOld: list.showsOld)
        let places = Places(model.size, count: items.count)
        guard let item = items.first(where: { $0.id == list.cursor.id }) else { return ([], places.detail.height) }
        return (item.paragraphs.flatMap { Wrapping.lines(of: $0, width: places.detail.width) }, places.detail.height)
    }

    /// Draws both.
    static func draw(_ list: FailureList, _ model: Model, into frame: inout Frame) {
        let items = FailureItems(model).items(showsOld: list.showsOld)
        let places = Places(model.size, count: items.count)
        let title = list.showsOld ? "Warnings, failures, messages" : "Warnings, failures"
        BoxView.draw(title, note: note(list, model), into: &frame, in: places.box)
        guard !items.isEmpty else {
            let isAway = model.link.staleSince != nil
            let text = isAway ? "Nothing had failed when the daemon last answered." : "No warnings, nothing failed."
            frame.write(text, in: places.list, style: Style(isAway ? .dim : .good))
            return
        }
        for (offset, item) in items.dropFirst(list.cursor.top).prefix(places.list.height).enumerated() {
            draw(item, isSelected: item.id == list.cursor.id, model, into: &frame, in: places.list.row(offset))
        }
        RowView.markRest(of: items.count, from: list.cursor.top, into: &frame, in: places.list)
        let (lines, height) = detail(of: list, in: model)
        let more =
            lines.count > height ? "\(list.top + 1)-\(min(lines.count, list.top + height)) of \(lines.count)" : ""
        TitleView.draw("all of it", note: more, isActive: false, into: &frame, in: places.rule)
        for (offset, line) in lines.dropFirst(list.top).prefix(height).enumerated() {
            frame.write(line, in: places.detail.row(offset))
        }
    }

    private static func note(_ list: FailureList, _ model: Model) -> String {
        let all = FailureItems(model)
        let old = all.old.count
        let key = model.preferences.keyMap.name(of: .showOld, in: [.failures])
        let word = old > 0 ? ", \(old) old" : all.hasRemarks && !list.showsOld ? ", messages" : ""
        let over = word.isEmpty ? "" : word + (list.showsOld ? "" : key.map { " (\($0))" } ?? "")
        let close = model.preferences.keyMap.name(of: .back, in: [.failures]) ?? Key.escape.name
        return "\(all.counts)\(over)  \(close) closes"
    }

    private static func draw(
        _ item: FailureList.Item,
        isSelected: Bool,
        _ model: Model,
        into frame: inout Frame,
        in row: Rect
    ) {
        let mark = item.weight == .info ? " " : "!"
        let age = item.time.map { Amount.age(model.now.seconds(since: $0)) } ?? ""
        let room = row.width - 3 - (age.isEmpty ? 0 : age.count + 2)
        let text = TextWidth.truncated(item.title, to: room)
        frame.write(" \(mark) \(text)", in: row, style: Style(item.weight.role))
        if !age.isEmpty {
            frame.write(age, x: row.maxX - age.count - 1, y: row.y, width: age.count, style: Style(.dim))
        }
        if isSelected { RowView.select(row, isMarked: true, isActive: true, into: &frame) }
    }
}
