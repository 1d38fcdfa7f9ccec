import DustyCore
import DustyTerminal

/// The log of the selected app or service.
enum LogsView {
    /// Draws the title and the visible lines.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        WideTitleView.draw(
            model,
            note: note(of: model, width: rect.width),
            noteRole: model.logs.isFollowing ? .dim : .warning,
            into: &frame,
            in: rect.row(0)
        )
        var rows = rect
        _ = rows.takeTop(1)
        drawLines(model, into: &frame, in: rows)
    }

    /// Draws the visible lines.
    static func drawLines(_ model: Model, into frame: inout Frame, in rect: Rect) {
        var rows = rect
        guard !model.logs.buffer.isEmpty else {
            _ = rows.takeLeft(1)
            ParagraphView.draw(Wording.emptyLog(of: model), style: Style(.dim), into: &frame, in: rows)
            return
        }
        let viewport = LogViewport(model)
        let places = viewport.places
        if places.isEmpty {
            _ = rows.takeLeft(1)
            ParagraphView.draw(Wording.hiddenLog(of: model), style: Style(.dim), into: &frame, in: rows)
            return
        }
        for (offset, place) in places.enumerated() {
            draw(place, viewport, model, into: &frame, in: rows.row(offset))
            if model.logs.selection?.contains(place.line) == true {
                frame.restyle(rows.row(offset)) { $0.selected = true }
            }
        }
    }

    /// The title's note on the log.
    static func note(of model: Model, width: Int) -> String {
        let logs = model.logs
        var parts: [String] = []
        if let search = logs.search {
            parts.append(
                "/\(search.query) \(search.ordinal.map { "\($0) of " } ?? "")\(Amount.count(search.matches.count))"
            )
        }
        if logs.isRaw { parts.append("raw") }
        if let fields = logs.jsonFields { parts.append(fields.text.isEmpty ? "json" : "json:\(fields.text)") }
        if let since = logs.since { parts.append("since \(model.clock(since))") }
        if !logs.muted.isEmpty { parts.append("without \(logs.muted.sorted().joined(separator: ", "))") }
        if let filter = logs.filter, filter.isByText {
            let context = filter.context > 0 ? " +-\(filter.context)" : ""
            parts.append("&\(filter.text) \(Amount.count(filter.ids.count))\(context)")
        }
        if let chosen = logs.selection { parts.append("\(logs.countShown(in: chosen.ids)) chosen") }
        if let quest = logs.quest {
            let reached = quest.reached.map { " \(model.clock($0))" } ?? ""
            let scanned = quest.scanned > 0 ? ", \(Amount.count(quest.scanned))" : ""
            parts.append("reading \(quest.isForward ? "on" : "back")\(reached)\(scanned)")
        }
        if logs.isFollowing {
            parts.append("FOLLOW")
        } else if logs.isDetached {
            parts.append("HISTORY")
        } else {
            let new = logs.buffer.endID - logs.pausedEnd
            parts.append(new > 0 ? "PAUSED +\(Amount.count(new))" : "PAUSED")
        }
        parts.append(extent(of: logs, model))
        let rate = logs.rate.perSecond(at: model.now)
        if rate > 0 { parts.append("\(Amount.count(rate))/s") }
        if case .failed = logs.stream { parts.append("reconnecting") }
        if logs.column > 0 { parts.append("col \(logs.column + 1)") }
        if width >= 76 { parts.append("wrap:\(logs.wrap ? "on" : "off")") }
        return parts.joined(separator: "  ")
    }

    /// Which lines of the log are loaded.
    private static func extent(of logs: LogPane, _ model: Model) -> String {
        let count = logs.buffer.count
        if logs.isDetached, let first = logs.buffer[logs.buffer.firstID], let last = logs.buffer.last {
            let end = model.clock(last.time)
            return logs.isComplete && logs.filter == nil
                ? "lines 1-\(Amount.count(count)), until \(end)"
                : "\(Amount.things(count, "line")), \(model.clock(first.time)) to \(end)"
        }
        return logs.isWhole ? Amount.things(count, "line") : "last \(Amount.count(count))"
    }

    /// Neighbours in the list of names look different.
    private static func role(of name: String, in names: [String]) -> Style.Role {
        let roles: [Style.Role] = [.busy, .good, .warning, .key]
        return roles[(names.firstIndex(of: name) ?? 0) % roles.count]
    }

    private static func draw(
        _ place: LogViewport.Place,
        _ viewport: LogViewport,
        _ model: Model,
        into frame: inout Frame,
        in row: Rect
    ) {
        guard let line = viewport.buffer[place.line] else { return }
        var rest = row
        let margin = rest.takeLeft(1)
        // Many programs write all of their log there: the mark is loud only where the line is.
        if line.stream == .err, place.row == 0 {
            frame.write("!", in: margin, style: Style(line.level?.role ?? .dim))
        }
        if viewport.timeWidth > 0 {
            let area = rest.takeLeft(viewport.timeWidth)
            if place.row == 0 {
                let hasMilliseconds = viewport.timeWidth > 9
                let time = Clock.time(line.time, utcOffset: model.utcOffset, milliseconds: hasMilliseconds)
                frame.write(time, in: area, style: Style(.dim))
            }
        }
        if viewport.nameWidth > 0 {
            let area = rest.takeLeft(viewport.nameWidth)
            if place.row == 0 {
                let name = TextWidth.truncated(line.source, to: viewport.nameWidth - 1)
                frame.write(name, in: area, style: Style(Self.role(of: line.source, in: model.logs.names)))
            }
        }
        let starts = viewport.starts(of: line)
        let start = starts.indices.contains(place.row) ? starts[place.row] : 0
        let isCurrent = model.logs.search?.current == place.line
        let isWhole = LogLineView.draw(
            line,
            from: start,
            skipping: viewport.wraps ? 0 : model.logs.column,
            hits: model.logs.search?.ranges(in: line.content.text) ?? [],
            hitRole: isCurrent ? .currentMatch : .match,
            into: &frame,
            in: rest
        )
        guard !isWhole, !viewport.wraps, rest.width > 1 else { return }
        frame.write(">", x: rest.maxX - 1, y: rest.y, width: 1, style: Style(.dim))
    }
}

/// A sentence, broken between words into as many rows as there are.
enum ParagraphView {
    /// Draws it.
    static func draw(_ text: String, style: Style, into frame: inout Frame, in rect: Rect) {
        var line = ""
        var row = 0
        for word in text.split(separator: " ") {
            let longer = line.isEmpty ? String(word) : "\(line) \(word)"
            if TextWidth.columns(of: longer) > rect.width, !line.isEmpty {
                frame.write(line, in: rect.row(row), style: style)
                row += 1
                line = String(word)
            } else {
                line = longer
            }
        }
        frame.write(TextWidth.truncated(line, to: rect.width), in: rect.row(row), style: style)
    }
}
