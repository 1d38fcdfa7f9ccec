import DustyCore
import DustyTerminal

/// The log of the selected app or service.
enum LogsView {
    /// Draws the title and the visible lines.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        let name = model.shownContainer.map { "\($0.name) log" } ?? "Log"
        let isActive = model.focus == .logs
        TitleView.draw(
            "0 \(name)",
            note: note(of: model, width: rect.width),
            isActive: isActive,
            noteRole: model.logs.isFollowing ? .dim : .warning,
            into: &frame,
            in: rect.row(0)
        )
        var rows = rect
        _ = rows.takeTop(1)
        guard !model.logs.buffer.isEmpty else {
            _ = rows.takeLeft(1)
            ParagraphView.draw(Wording.emptyLog(of: model), style: Style(.dim), into: &frame, in: rows)
            return
        }
        let viewport = LogViewport(model)
        for (offset, place) in viewport.places.enumerated() {
            draw(place, viewport, model, into: &frame, in: rows.row(offset))
        }
    }

    private static func note(of model: Model, width: Int) -> String {
        let logs = model.logs
        var parts: [String] = []
        if let search = logs.search {
            parts.append(
                "/\(search.query) \(search.ordinal.map { "\($0) of " } ?? "")\(Amount.count(search.matches.count))"
            )
        }
        if logs.isFollowing {
            parts.append("FOLLOW")
        } else {
            let new = logs.buffer.endID - logs.pausedEnd
            parts.append(new > 0 ? "PAUSED +\(Amount.count(new))" : "PAUSED")
        }
        parts.append(Amount.things(logs.buffer.count, "line"))
        let lost = logs.buffer.evicted
        if lost > 0 { parts.append("\(Amount.count(lost)) dropped") }
        let rate = logs.rate.perSecond(at: model.now)
        if rate > 0 { parts.append("\(Amount.count(rate))/s") }
        if case .failed = logs.stream { parts.append("reconnecting") }
        if logs.column > 0 { parts.append("col \(logs.column + 1)") }
        if width >= 76 { parts.append("wrap:\(logs.wrap ? "on" : "off")") }
        return parts.joined(separator: "  ")
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
        _ = rest.takeLeft(1)
        if viewport.timeWidth > 0 {
            let area = rest.takeLeft(viewport.timeWidth)
            if place.row == 0 {
                let hasMilliseconds = viewport.timeWidth > 9
                let time = Clock.time(line.time, utcOffset: model.utcOffset, milliseconds: hasMilliseconds)
                frame.write(time, in: area, style: Style(.dim))
            }
        }
        let starts = viewport.starts(of: line)
        let start = starts.indices.contains(place.row) ? starts[place.row] : 0
        let isCurrent = model.logs.search?.current == place.line
        LogLineView.draw(
            line,
            from: start,
            skipping: viewport.wraps ? 0 : model.logs.column,
            hits: model.logs.search?.ranges(in: line.content.text) ?? [],
            hitRole: isCurrent ? .currentMatch : .match,
            into: &frame,
            in: rest
        )
    }
}
