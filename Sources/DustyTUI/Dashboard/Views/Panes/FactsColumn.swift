import DustyCore
import DustyTerminal

/// What is known of the selected row, how much it uses, and below it the latest messages; only on wide screens.
enum FactsColumn {
    /// Draws the parts.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        var rest = rect
        let repo = model.list == .sync ? model.selectedRepo : nil
        let facts = repo.map(Facts.of) ?? model.shownContainer.map { Facts.of($0, in: model) } ?? []
        let title = repo?.shortName ?? model.shownContainer?.name ?? "Nothing selected"
        let top = rest.takeTop(min(facts.count + 2, rect.height * 2 / 3))
        TitleView.draw(title, note: "\(model.key(.inspect)) hides", isActive: false, into: &frame, in: top.row(0))
        for (offset, fact) in facts.enumerated() where offset + 1 < top.height {
            let row = top.row(offset + 1)
            frame.write(fact.name, x: row.x + 1, y: row.y, width: 8, style: Style(.dim))
            let text = TextWidth.truncated(fact.text, to: row.width - 10)
            frame.write(text, x: row.x + 9, y: row.y, width: row.width - 9, style: Style(fact.role))
        }
        if repo == nil, let name = model.shownContainer?.name, rest.height > 16 {
            drawUse(model.stats[name], into: &frame, in: rest.takeTop(6))
        }
        drawMessages(model, into: &frame, in: rest)
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
            note: "\(model.key(.warnings)) shows all",
            isActive: false,
            into: &frame,
            in: rect.row(0)
        )
        for (offset, notice) in model.notices.suffix(max(0, rect.height - 1)).reversed().enumerated() {
            let time = Clock.time(notice.time, utcOffset: model.utcOffset, milliseconds: false)
            let text = TextWidth.truncated(" \(time) \(notice.text)", to: rect.width - 1)
            frame.write(text, in: rect.row(offset + 1), style: Style(notice.weight.role))
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
