import DustyCore
import DustyTerminal

extension Model {
    /// The app or service that the tabs are about; nil while the wide pane shows a job.
    var detailSubject: String? { showsJob ? nil : shownContainer?.name }

    /// Whether the wide pane shows a log.
    var showsLog: Bool { !showsJob && tab == .log }

    /// Goes to the next or the previous tab.
    mutating func turnTab(by step: Int) -> [Effect] {
        guard detailSubject != nil else { return say(.info, "Tabs are of an app or a service: none is selected.") }
        let all = DetailTab.allCases
        let place = all.firstIndex(of: tab) ?? 0
        show(tab: all[(place + step + all.count) % all.count])
        return []
    }

    /// Shows a tab from its beginning.
    mutating func show(tab: DetailTab) {
        self.tab = tab
        detail.top = 0
    }

    /// `i`: what is known of the selected row, beside the log where there is room for both.
    mutating func inspect() -> [Effect] {
        if DashboardLayout(self).form == .wide, !isZoomed {
            hidesFacts.toggle()
            return []
        }
        guard detailSubject != nil else {
            return say(.info, "\(key(.inspect)) shows facts of an app or a service: none is selected.")
        }
        show(tab: tab == .ports ? .log : .ports)
        return []
    }

    /// Moves in a tab other than the log.
    mutating func moveInDetail(_ action: Action) -> [Effect] {
        let rows = max(1, DashboardLayout(self).log.height - 1)
        guard let step = action.rows(page: rows) else { return [] }
        if tab == .env {
            detail.variable.move(by: step, in: (definition?.environment ?? []).map(\.name))
        } else {
            let last = max(0, DetailLines.lines(of: self).count - rows)
            detail.top = min(max(0, detail.top + step), last)
        }
        return []
    }

    /// Brings the tabs in line with what is selected.
    mutating func settleDetail() {
        if detail.subject != detailSubject { detail = DetailPane(subject: detailSubject) }
        let names = (definition?.environment ?? []).map(\.name)
        detail.variable.settle(in: names, height: max(1, DashboardLayout(self).log.height - 2))
        guard link == .connected else { return }
        let wanted = queries
        answers = answers.filter { wanted.contains($0.key) }
    }
}
