import DustyCore
import DustyTerminal

extension Model {
    /// The app or service that the tabs are about; nil while the wide pane shows a job.
    var detailSubject: String? { showsJob ? nil : shownContainer?.name }

    /// Whether the wide pane shows a log: of containers, or a job's output.
    var showsLog: Bool { showsJob || tab == .log }

    /// Shows a tab from its beginning.
    mutating func show(tab: DetailTab) {
        self.tab = tab
        (detail.top, detail.search, detail.match) = (0, nil, nil)
    }

    /// Numbers of the lines that match what is looked for in a tab.
    var detailMatches: [Int] {
        guard let search = detail.search else { return [] }
        let pattern = Pattern(search)
        return DetailLines.lines(of: self).enumerated().filter { pattern.matches($0.element.text) }.map(\.offset)
    }

    /// Looks for a text in a tab, from the first visible line on; without one the search ends.
    mutating func find(inDetail text: String?) {
        (detail.search, detail.match) = (text, nil)
        let matches = detailMatches
        let top = detailLine ?? 0
        if let first = matches.first(where: { $0 >= top }) ?? matches.first { show(detailLine: first) }
    }

    /// Goes to the next match in a tab, round at the ends; false when there is none.
    mutating func goToDetailMatch(forward: Bool) -> Bool {
        let matches = detailMatches
        let at = detailLine ?? 0
        let next = forward ? matches.first { $0 > at } ?? matches.first : matches.last { $0 < at } ?? matches.last
        if let next { show(detailLine: next) }
        return next != nil
    }

    /// The line that one is at: the match, the selected variable, else the first visible one.
    var detailLine: Int? {
        if let match = detail.match { return match }
        let rows = DetailRows(self)
        return tab == .env ? detail.variable.index : rows.line(at: rows.top(in: self))
    }

    private mutating func show(detailLine line: Int) {
        detail.match = line
        if tab == .env { return detail.variable.select(line, in: (definition?.environment ?? []).map(\.name)) }
        let (rows, height) = (DetailRows(self), DetailRows.height(in: self))
        let place = rows.first(ofLine: line)
        guard place < detail.top || place >= detail.top + height else { return }
        detail.top = max(0, min(place - height / 2, rows.rows.count - height))
    }

    /// Moves in a tab other than the log.
    mutating func moveInDetail(_ step: Step) {
        let height = DetailRows.height(in: self)
        let step = step.rows(page: height)
        detail.match = nil
        if tab == .env {
            detail.variable.move(by: step, in: (definition?.environment ?? []).map(\.name))
        } else {
            let last = max(0, DetailRows(self).rows.count - height)
            detail.top = min(max(0, min(detail.top, last) + step), last)
        }
    }

    /// Updates the tabs for the selection.
    mutating func settleDetail() {
        if detail.subject != detailSubject { detail = DetailPane(subject: detailSubject) }
        let names = (definition?.environment ?? []).map(\.name)
        detail.variable.settle(in: names, height: max(1, DashboardLayout(self).log.height - 2))
        guard link == .connected else { return }
        let wanted = queries
        answers = answers.filter { wanted.contains($0.key) }
    }
}
