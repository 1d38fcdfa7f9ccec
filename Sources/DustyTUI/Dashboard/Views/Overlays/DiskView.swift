import DustyCore
import DustyTerminal

/// What takes space, over the whole screen: the file systems, a row for each thing, and below it all there is to say of the selected one.
enum DiskView {
    /// Where its parts are.
    struct Places {
        let box: Rect
        let disks: Rect
        let heading: Rect
        let list: Rect
        let rule: Rect
        let detail: Rect

        init(_ size: Size, model: Model) {
            let answer = model.answers[.disk]
            var area = Rect(size)
            _ = area.takeTop(1)
            _ = area.takeBottom(1)
            box = area
            var inner = Rect(x: area.x + 2, y: area.y + 1, width: area.width - 4, height: max(0, area.height - 2))
            let isLow = inner.height < 10
            disks = inner.takeTop(isLow ? 0 : min(DiskView.disks(of: answer).count, inner.height / 4))
            heading = inner.takeTop(isLow ? 0 : 1)
            let count = max(1, DiskRows.rows(of: answer).count)
            list = inner.takeTop(min(count, max(1, inner.height - (isLow ? 3 : 5))))
            rule = inner.takeTop(1)
            detail = inner
        }
    }

    /// Draws all of it.
    static func draw(_ list: DiskList, _ model: Model, into frame: inout Frame) {
        let answer = model.answers[.disk]
        let rows = DiskRows.rows(of: answer)
        let places = Places(model.size, model: model)
        BoxView.draw("Disk", note: note(rows, model), into: &frame, in: places.box)
        guard !rows.isEmpty else {
            ParagraphView.draw(emptiness(answer, model), style: Style(.dim), into: &frame, in: places.list)
            return
        }
        for (offset, line) in disks(of: answer).prefix(places.disks.height).enumerated() {
            frame.write(line.text, in: places.disks.row(offset), style: Style(line.role))
        }
        let columns = Columns(rows, width: places.list.width)
        columns.drawHeading(into: &frame, in: places.heading)
        for (offset, row) in rows.dropFirst(list.cursor.top).prefix(places.list.height).enumerated() {
            let line = places.list.row(offset)
            columns.draw(row, into: &frame, in: line)
            if row.id == list.cursor.id { RowView.select(line, isMarked: true, isActive: true, into: &frame) }
        }
        RowView.markRest(of: rows.count, from: list.cursor.top, into: &frame, in: places.list)
        guard let row = rows.first(where: { $0.id == list.cursor.id }) else { return }
        TitleView.draw(row.kind, note: "", isActive: false, into: &frame, in: places.rule)
        let lines = facts(of: row, model).flatMap { Wrapping.lines(of: $0, width: places.detail.width) }
        for (offset, line) in lines.prefix(places.detail.height).enumerated() {
            frame.write(line, in: places.detail.row(offset))
        }
    }

    private static func note(_ rows: [DiskRows.Row], _ model: Model) -> String {
        let close = model.preferences.keyMap.name(of: .back, in: [.disk]) ?? Key.escape.name
        let going = DiskRows.removable(of: model.answers[.disk])
        let bytes = Amount.bytes(going.reduce(0) { $0 + $1.bytes })
        let free = going.isEmpty ? "" : "\(going.count) may go, \(bytes)  "
        return "\(free)\(close) closes"
    }

    private static func emptiness(_ answer: Answer?, _ model: Model) -> String {
        if case .refused(let error) = answer { return Wording.failure(of: "disk", error) }
        return answer == nil ? model.reasonNotToAsk ?? "The daemon measures; that takes a moment." : "Nothing is here."
    }

    private static func disks(of answer: Answer?) -> [(text: String, role: Style.Role)] {
        guard case .disk(let report, _) = answer else { return [] }
        let width = report.volumes.map { TextWidth.columns(of: $0.name) }.max() ?? 0
        return report.volumes.map { disk in
            let bar = Amount.bar(disk.usedPercent, width: 20)
            let sizes = "\(Amount.bytes(disk.freeBytes)) free of \(Amount.bytes(disk.totalBytes))"
            let text = "\(TextWidth.padded(disk.name, to: width))  \(bar) \(Amount.whole(disk.usedPercent))%  \(sizes)"
            return (text + "  \(disk.path)", disk.usedPercent >= 90 ? .warning : .normal)
        }
    }

    private static func facts(of row: DiskRows.Row, _ model: Model) -> [String] {
        let size = row.bytes.map { "  \(Amount.bytes($0))" } ?? ""
        var lines = ["\(row.name)\(size)"]
        let users = row.users.isEmpty ? "" : " by \(row.users.joined(separator: ", "))"
        switch row.use {
        case .running: lines.append("in use\(users)")
        case .stopped: lines.append("used\(users), and not running")
        case .unused: lines.append("not in use")
        case .unknown: break
        }
        if !row.note.isEmpty { lines.append(row.note) }
        if !row.goes.isEmpty, let key = model.preferences.keyMap.name(of: .removeThing, in: [.disk]) {
            lines.append("\(key) removes it")
        }
        return lines
    }
}

extension DiskView {
    /// The columns of the list, as many as there is room for.
    fileprivate struct Columns {
        private let name: Int
        private let users: Int
        private let hasNote: Bool
        private static let kind = 10
        private static let size = 5
        private static let note = 20

        init(_ rows: [DiskRows.Row], width: Int) {
            let longest = rows.map { TextWidth.columns(of: $0.name) }.max() ?? 4
            let room = max(8, width - 4 - Self.kind - 1 - Self.size - 2)
            let widest = rows.map { TextWidth.columns(of: $0.users.joined(separator: ", ")) }.max() ?? 0
            let wanted = min(room > 120 ? 40 : 24, max(7, widest))
            users = room > 40 ? min(wanted, room / 3) : 0
            // All of the selected row is below the list; why it is there is of more use here than the end of a path.
            let rest = users > 0 ? room - users - 2 : room
            hasNote = rest > 50
            name = min(longest, hasNote ? rest - Self.note : rest)
        }

        func drawHeading(into frame: inout Frame, in row: Rect) {
            guard row.height > 0 else { return }
            var parts = [
                TextWidth.padded("KIND", to: Self.kind), TextWidth.padded("NAME", to: name),
                TextWidth.padded("SIZE", to: Self.size, right: true),
            ]
            if users > 0 { parts.append(" " + TextWidth.padded("USED BY", to: users)) }
            if hasNote { parts.append(" NOTE") }
            frame.write("    " + parts.joined(separator: " "), in: row, style: Style(.dim))
        }

        func draw(_ row: DiskRows.Row, into frame: inout Frame, in line: Rect) {
            let (mark, role) = mark(of: row)
            frame.write(mark, x: line.x + 2, y: line.y, width: 1, style: Style(role))
            let size = row.bytes.map(Amount.bytes) ?? "-"
            var text = [
                TextWidth.padded(row.kind, to: Self.kind), TextWidth.padded(row.name, to: name),
                TextWidth.padded(size, to: Self.size, right: true),
            ]
            if users > 0 { text.append(" " + TextWidth.padded(row.users.joined(separator: ", "), to: users)) }
            if hasNote { text.append(" \(row.note)") }
            let rest = Rect(x: line.x + 4, y: line.y, width: max(0, line.width - 5), height: 1)
            let shown = TextWidth.truncated(text.joined(separator: " "), to: rest.width)
            frame.write(shown, in: rest, style: Style(row.goes.isEmpty ? .normal : .warning))
        }

        private func mark(of row: DiskRows.Row) -> (String, Style.Role) {
            if !row.goes.isEmpty { return ("x", .warning) }
            switch row.use {
            case .running: return ("\u{25CF}", .good)
            case .stopped: return ("\u{25CB}", .dim)
            case .unused: return ("-", .dim)
            case .unknown: return (" ", .dim)
            }
        }
    }
}
