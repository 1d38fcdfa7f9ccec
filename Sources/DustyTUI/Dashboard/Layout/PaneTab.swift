import DustyTerminal

/// The name of a pane in the row of names.
struct PaneTab {
    var pane: Pane
    var text: String
    var role: Style.Role
    /// Where it stands.
    var columns: Range<Int>

    /// How many rows there are, and which of them are shown.
    private static func note(of pane: Pane, in model: Model) -> String {
        if pane == .machine || pane == .logs { return "" }
        let count = model.allRows(in: pane).count
        guard let filter = model.selection.filters[pane] else { return " \(count)" }
        let text = TextWidth.truncated(filter.text, to: 12)
        return " \(model.rows(in: pane).count)/\(count)" + (pane == model.list ? " &\(text)" : "&")
    }

    /// The names and their positions.
    static func tabs(of model: Model, in row: Rect) -> [PaneTab] {
        var x = row.x + 1
        return (Pane.lists + [.logs]).map { pane in
            let isShown = pane == .logs ? model.focus == .logs : pane == model.list
            let isActive = isShown && (pane == .logs || model.focus != .logs)
            let text = "[\(pane.rawValue)]" + (row.width < 60 && !isShown ? "" : pane.title + note(of: pane, in: model))
            let columns = x..<(x + TextWidth.columns(of: text))
            x = columns.upperBound + (row.width < 76 ? 1 : 2)
            return PaneTab(
                pane: pane,
                text: text,
                role: isActive ? .activeTitle : isShown ? .title : .dim,
                columns: columns
            )
        }
    }
}
