import DustyCore
import DustyTerminal

/// A tab of the wide pane other than the log.
enum DetailPaneView {
    /// Draws the title with the tabs, and the tab.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        WideTitleView.draw(model, note: note(of: model), noteRole: .dim, into: &frame, in: rect.row(0))
        var rows = rect
        _ = rows.takeTop(1)
        _ = rows.takeLeft(1)
        if model.tab == .stats {
            StatsView.draw(model, into: &frame, in: rows)
            return
        }
        let all = DetailRows(model)
        let top = all.top(in: model)
        for (offset, line) in all.rows.dropFirst(top).prefix(rows.height).enumerated() {
            let row = rows.row(offset)
            let shown = TextWidth.truncated(line.text, to: row.width - 1)
            frame.write(shown, in: row, style: Style(line.role))
            if let search = model.detail.search {
                let role: Style.Role = line.line == model.detail.match ? .currentMatch : .match
                RowView.highlight(search, in: shown, role, row: row, into: &frame)
            }
            if model.tab == .env, model.definition != nil, model.hasKeys(.logs),
                line.line == model.detail.variable.index
            {
                frame.restyle(row) { $0.selected = true }
            }
        }
        RowView.markRest(of: all.rows.count, from: top, into: &frame, in: rows)
    }

    /// The title's note on the tab.
    static func note(of model: Model) -> String {
        switch model.tab {
        case .env: "* set here"
        case .stats: "last \(StatsHistory.kept / 60) min"
        case _ where model.detail.search != nil: "/\(model.detail.search ?? "") \(model.detailMatches.count)"
        default: ""
        }
    }
}

extension WideTitleView {
    /// The tab at a cell.
    static func tab(atX x: Int, y: Int, in model: Model) -> DetailTab? {
        let row = DashboardLayout(model).log.row(0)
        guard !model.showsJob, row.height > 0, y == row.y else { return nil }
        let note = model.showsLog ? LogsView.note(of: model, width: row.width) : DetailPaneView.note(of: model)
        return places(of: model, note: note, in: row).first { $0.columns.contains(x) }?.tab
    }
}
