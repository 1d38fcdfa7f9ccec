import DustyCore

extension Model {
    /// Identities of a pane's rows that are shown, in order.
    func rows(in pane: Pane) -> [String] { shown(allRows(in: pane), in: pane) }

    /// Identities of all rows of a pane, whatever its filter hides.
    func allRows(in pane: Pane) -> [String] {
        guard let snapshot else { return [] }
        return switch pane {
        case .apps, .services: allContainers(in: pane).map(\.name)
        case .sync: snapshot.sync.map(\.repo)
        case .jobs: snapshot.jobs.map { String($0.id) }
        case .machine, .logs: []
        }
    }

    /// The containers of a pane that are shown, in the order of its rows.
    func containers(in pane: Pane) -> [ContainerStatus] { shown(allContainers(in: pane), in: pane) }

    /// All containers of a pane, whatever its filter hides.
    func allContainers(in pane: Pane) -> [ContainerStatus] {
        switch pane {
        case .apps: selection.order.sorted(snapshot?.apps ?? [])
        case .services: selection.order.sorted(snapshot?.services ?? [])
        default: []
        }
    }

    /// Repos that Sync shows.
    var shownRepos: [SyncStatus] { shown(snapshot?.sync ?? [], in: .sync) }

    /// Jobs that Jobs shows.
    var shownJobs: [Job] { shown(snapshot?.jobs ?? [], in: .jobs) }

    /// What one may look for in the rows of a pane that are shown.
    func texts(in pane: Pane) -> [RowText] { shown(allTexts(in: pane), in: pane) }

    /// Those of a pane's rows that its filter shows.
    private func shown<Row>(_ all: [Row], in pane: Pane) -> [Row] {
        guard let filter = selection.filters[pane] else { return all }
        return filter.places(in: allTexts(in: pane)).map { all[$0] }
    }

    private func allTexts(in pane: Pane) -> [RowText] {
        switch pane {
        case .apps, .services:
            allContainers(in: pane).map { row in
                RowText(
                    name: row.name,
                    others: [row.stateText(in: self), "\(row.state)", row.health?.rawValue, row.image]
                        .compactMap(\.self)
                )
            }
        case .sync:
            (snapshot?.sync ?? []).map { repo in
                RowText(
                    name: repo.shortName,
                    others: [repo.repo, repo.state.rawValue, repo.overridden ? "override" : ""]
                )
            }
        case .jobs:
            (snapshot?.jobs ?? []).map { RowText(name: "#\($0.id) \($0.title)", others: [$0.state.rawValue, $0.user]) }
        case .machine, .logs: []
        }
    }

    /// Takes the filter of a pane away when it hides a row that is to be gone to.
    mutating func uncover(_ id: String, in pane: Pane) {
        if allRows(in: pane).contains(id), !rows(in: pane).contains(id) { selection.filters[pane] = nil }
    }

    /// Marked rows that a filter hides, which nothing is done to.
    var hiddenMarks: [String] {
        [Pane.apps, .services].flatMap { pane in
            let shown = Set(rows(in: pane))
            return allRows(in: pane).filter { selection.marks.contains($0, in: pane) && !shown.contains($0) }
        }
    }

    /// What a question says of them; nil without any.
    var newsOfHiddenMarks: String? {
        let hidden = hiddenMarks
        guard !hidden.isEmpty else { return nil }
        let names =
            hidden.count <= 4 ? hidden.joined(separator: ", ") : hidden.prefix(3).joined(separator: ", ") + "..."
        return "Left out, as the filter hides them: \(Amount.things(hidden.count, "marked row")) (\(names))."
    }
}
