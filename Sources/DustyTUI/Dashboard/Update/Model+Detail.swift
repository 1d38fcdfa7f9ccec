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
        detail.top = 0
    }

    /// Moves in a tab other than the log.
    mutating func moveInDetail(_ step: Step) {
        let rows = max(1, DashboardLayout(self).log.height - 1)
        let step = step.rows(page: rows)
        if tab == .env {
            detail.variable.move(by: step, in: (definition?.environment ?? []).map(\.name))
        } else {
            let last = max(0, DetailLines.lines(of: self).count - rows)
            detail.top = min(max(0, detail.top + step), last)
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
