import DustyCore
import DustyTerminal

/// The facts of the selected row, its resource use, and below it the latest messages; only on wide screens.
enum FactsColumn {
    /// Draws the parts.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        var rest = rect
        let repo = model.list == .sync ? model.selectedRepo : nil
        let facts = repo.map(Facts.of) ?? model.shownContainer.map { Facts.of($0, in: model) } ?? []
        let title = repo?.shortName ?? model.shownContainer?.name ?? "Nothing selected"
        let label = Facts.labelWidth(of: facts)
        let lines = facts.flatMap { fact in
            Wrapping.lines(of: fact.text, width: max(1, rect.width - label - 2)).enumerated()
                .map { ($0.offset == 0 ? fact.name : "", $0.element, fact.role) }
        }
        let top = rest.takeTop(min(lines.count + 2, rect.height * 2 / 3))
        TitleView.draw(title, note: "\(model.key(.inspect)) hides", isActive: false, into: &frame, in: top.row(0))
        for (offset, (name, text, role)) in lines.enumerated() where offset + 1 < top.height {
            let row = top.row(offset + 1)
            frame.write(name, x: row.x + 1, y: row.y, width: label, style: Style(.dim))
            frame.write(text, x: row.x + label + 1, y: row.y, width: row.width - label - 1, style: Style(role))
        }
        if repo == nil, let name = model.shownContainer?.name, rest.height > 16 {
            drawUse(model.stats[name], into: &frame, in: rest.takeTop(6))
        }
        if repo == nil, let name = model.shownContainer?.name, rest.height > 12 {
            let hasMessages = !model.notices.isEmpty
            drawEvents(of: name, model, into: &frame, in: rest.takeTop(hasMessages ? rest.height / 2 : rest.height))
        }
        if !model.notices.isEmpty { drawMessages(model, into: &frame, in: rest) }
    }

    /// Rows that one event takes at most: the tab and the failures have all of it.
    private static let longest = 3

    /// Events of the selected row, the latest first.
    private static func drawEvents(of name: String, _ model: Model, into frame: inout Frame, in rect: Rect) {
        TitleView.draw("events", note: "", isActive: false, into: &frame, in: rect.row(0))
        let lines = model.events(of: name).prefix(rect.height).flatMap { event in
            let time = Clock.time(event.time, utcOffset: model.utcOffset, milliseconds: false)
            return Wrapping.entry(time, event.summary, width: rect.width - 2).prefix(longest)
                .enumerated().map { ($0.element, $0.offset == 0 ? event.weight.role : .normal) }
        }
        for (offset, line) in lines.prefix(max(0, rect.height - 1)).enumerated() {
            frame.write(" \(line.0)", in: rect.row(offset + 1), style: Style(line.1))
        }
    }

    private static func drawUse(_ series: StatsHistory.Series, into frame: inout Frame, in rect: Rect) {
        var rest = rect
        TitleView.draw("use", note: "", isActive: false, into: &frame, in: rest.takeTop(1))
        for (name, figures, role) in [("cpu", series.cpu, Style.Role.good), ("memory", series.memory, .busy)] {
            var rows = rest.takeTop(2)
            frame.write(" \(name)", in: rows.takeLeft(9).row(1), style: Style(.dim))
            GraphView.draw(figures, most: max((figures.max() ?? 0) * 1.2, 1), role: role, into: &frame, in: rows)
        }
    }

    private static func drawMessages(_ model: Model, into frame: inout Frame, in rect: Rect) {
        TitleView.draw(
            "messages",
            note: "\(model.key(.warnings)) \(model.key(.showOld, in: [.failures])) shows all",
            isActive: false,
            into: &frame,
            in: rect.row(0)
        )
        let lines = model.notices.suffix(max(0, rect.height - 1)).reversed().flatMap { notice in
            let time = Clock.time(notice.time, utcOffset: model.utcOffset, milliseconds: false)
            return Wrapping.entry(time, notice.text, width: rect.width - 2)
                .enumerated().map { ($0.element, $0.offset == 0 ? notice.weight.role : .normal) }
        }
        for (offset, line) in lines.prefix(max(0, rect.height - 1)).enumerated() {
            frame.write(" \(line.0)", in: rect.row(offset + 1), style: Style(line.1))
        }
    }
}

extension Notice.Weight {
    /// How it looks.
    var role: Style.Role {
        switch self {
        case .info: .normal
        case .warning: .warning
        case .failure: .failure
        }
    }
}
