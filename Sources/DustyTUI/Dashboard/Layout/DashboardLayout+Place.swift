import DustyTerminal

extension DashboardLayout {
    /// What is at a cell.
    enum Place: Equatable {
        /// A list: its title, its heading, or the empty part of it.
        case pane(Pane)
        /// A row of a list, counted from its first visible one.
        case row(Pane, Int)
        /// The log, or the output of a job.
        case log
        /// Nothing with a meaning for the mouse.
        case nothing
    }

    /// What is at a cell of a model's screen.
    func place(x: Int, y: Int, in model: Model) -> Place {
        if tabs.contains(x: x, y: y) {
            let tab = PaneTab.tabs(of: model, in: tabs).first { $0.columns.contains(x) }
            return tab.map { $0.pane == .logs ? .log : .pane($0.pane) } ?? .nothing
        }
        if log.contains(x: x, y: y) { return .log }
        for (pane, rect) in panes where rect.contains(x: x, y: y) {
            let rows = rows(of: pane)
            let offset = y - rows.y
            let count = model.rows(in: pane).count - model.cursor(in: pane).top
            return rows.contains(x: x, y: y) && offset < count ? .row(pane, offset) : .pane(pane)
        }
        return .nothing
    }
}
