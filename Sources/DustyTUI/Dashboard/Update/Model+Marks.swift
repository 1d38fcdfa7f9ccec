extension Model {
    /// Forgets marks of rows that are gone.
    mutating func settleMarks() {
        for pane in [Pane.apps, .services, .sync] { marks.keep(only: rows(in: pane), in: pane) }
    }
}
