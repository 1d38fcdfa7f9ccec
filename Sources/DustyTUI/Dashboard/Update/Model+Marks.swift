extension Model {
    /// Keys that choose rows for one action together.
    mutating func mark(_ action: Action) -> [Effect] {
        guard focus.hasContainers || focus == .sync else {
            return say(.info, "Apps, services and repos can be marked: panes 1, 2 and 3.")
        }
        let all = rows(in: focus)
        guard let id = cursor(in: focus).id else { return say(.info, "There is no row to mark.") }
        switch action {
        case .markAll: marks.toggleAll(all, in: focus)
        case .markRange:
            marks.range(to: id, rows: all, in: focus)
            if marks.anchor != nil {
                return say(.info, "A range begins here: move, then \(key(.markRange)) marks up to there.")
            }
        default:
            marks.toggle(id, in: focus)
            cursors[focus, default: Cursor()].move(by: 1, in: all)
        }
        return []
    }

    /// Forgets marks of rows that are gone.
    mutating func settleMarks() {
        for pane in [Pane.apps, .services, .sync] { marks.keep(only: rows(in: pane), in: pane) }
    }
}
