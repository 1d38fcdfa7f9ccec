import DustyTerminal

extension Model {
    /// Rows that the wheel moves by.
    private static let wheelRows = 3

    /// A click: gives a pane the focus, and selects the row under it; on a key of the footer it is that key, also under
    /// a picker, on a tab it shows that, and on the name of a column it orders the rows by that. A second click on the
    /// same row is Enter. A question hears only clicks on its own answers: the footer lies where the
    /// keys of the panes were a moment ago.
    mutating func click(x: Int, y: Int) -> [Effect] {
        if case .confirm(let confirmation) = overlay {
            guard prompt == nil, let key = ConfirmView.key(atX: x, y: y, of: confirmation, in: self) else { return [] }
            return press(key)
        }
        if let key = FooterView.key(atX: x, y: y, in: self) { return press(key) }
        guard overlay == nil, prompt == nil else { return [] }
        if let tab = WideTitleView.tab(atX: x, y: y, in: self) {
            focus(on: .logs)
            show(tab: tab)
            return []
        }
        if let order = ContainersView.order(atX: x, y: y, in: self) { return arrange(by: order) }
        let last = selection.click
        selection.click = nil
        switch DashboardLayout(self).place(x: x, y: y, in: self) {
        case .pane(let pane): focus(on: pane)
        case .row(let pane, let offset):
            focus(on: pane)
            var cursor = cursor(in: pane)
            cursor.select(cursor.top + offset, in: rows(in: pane))
            selection.cursors[pane] = cursor
            let click = RowSelection.Click(pane: pane, row: cursor.id, time: now)
            if let last, click.isSecond(after: last) { return press(.enter) }
            selection.click = click
        case .log: focus(on: .logs)
        case .nothing: break
        }
        return []
    }

    /// The wheel: scrolls what is under the pointer, whichever pane has the focus.
    mutating func wheel(_ direction: Key.Direction, x: Int, y: Int) -> [Effect] {
        guard prompt == nil else { return [] }
        let step: Step = direction == .up ? .up : .down
        if let overlay {
            if case .confirm = overlay { return [] }
            for _ in 0..<Self.wheelRows { _ = perform(direction == .up ? .up : .down) }
            return []
        }
        let rows = direction == .up ? -Self.wheelRows : Self.wheelRows
        let layout = DashboardLayout(self)
        switch layout.place(x: x, y: y, in: self) {
        case .log where showsLog:
            scroll(by: rows)
            reachForLines(rows < 0 ? .up : .down)
        case .log: for _ in 0..<Self.wheelRows { moveInDetail(step) }
        case .pane(let pane), .row(let pane, _):
            let all = self.rows(in: pane)
            var cursor = cursor(in: pane)
            cursor.scroll(by: rows, in: all, height: layout.rowCapacity(of: pane))
            selection.cursors[pane] = cursor
        case .nothing: break
        }
        return []
    }
}
