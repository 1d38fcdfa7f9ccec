import DustyCore
import DustyTerminal

/// The names of the panes in one row, for screens that show one list at a time.
enum TabsView {
    /// Draws the row.
    static func draw(_ model: Model, into frame: inout Frame, in row: Rect) {
        for tab in PaneTab.tabs(of: model, in: row) {
            let x = tab.columns.lowerBound
            frame.write(tab.text, x: x, y: row.y, width: row.maxX - x, style: Style(tab.role))
        }
    }

    /// `1-9 of 13` of a list that has more rows than there is room for; empty otherwise.
    static func range(of pane: Pane, height: Int, in model: Model) -> String {
        let count = model.rows(in: pane).count
        guard height > 0, count > height else { return "" }
        let top = model.cursor(in: pane).top
        return "\(top + 1)-\(min(count, top + height)) of \(count)"
    }

    /// The title's note on a pane's content.
    static func note(of pane: Pane, in model: Model) -> String {
        guard let snapshot = model.snapshot else { return "" }
        let marked = model.rows(in: pane).filter { model.selection.marks.contains($0, in: pane) }.count
        if let filter = filter(of: pane, in: model) {
            return marked > 0 ? "\(marked) marked  \(filter)" : "\(filter), \(model.key(.back)) shows all"
        }
        if model.selection.search != nil, pane == model.list {
            return (marked > 0 ? "\(marked) marked  " : "") + found(in: pane, model)
        }
        if marked > 0 { return "\(marked) marked, \(model.key(.back)) ends" }
        switch pane {
        case .apps, .services: return containers(in: pane, model)
        case .sync:
            return snapshot.sync.isEmpty
                ? "" : "\(snapshot.sync.filter { $0.state == .ok }.count)/\(snapshot.sync.count)"
        case .machine: return snapshot.machine.state.rawValue
        case .jobs:
            let running = model.runningJobs.filter { $0.startedAt != nil || $0.state != .pending }.count
            let waiting = model.runningJobs.count - running
            let counts = [(running, "running"), (waiting, "waiting")].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
            return counts.isEmpty ? "" : counts.joined(separator: ", ") + ", \(model.key(.cancelJob)) cancels"
        case .logs: return ""
        }
    }

    /// `&exited  3 of 13`: a filter and what it leaves; nil without one.
    private static func filter(of pane: Pane, in model: Model) -> String? {
        guard let filter = model.selection.filters[pane] else { return nil }
        let search = model.selection.search != nil && pane == model.list ? found(in: pane, model) + "  " : ""
        let counts = "\(model.rows(in: pane).count) of \(model.allRows(in: pane).count)"
        return "\(search)&\(filter.text)  \(counts)"
    }

    private static func found(in pane: Pane, _ model: Model) -> String {
        let matches = model.listMatches(in: pane)
        let place = matches.firstIndex(of: model.cursor(in: pane).index).map { "\($0 + 1) of " } ?? ""
        return "/\(model.selection.search ?? "") \(place)\(matches.count)"
    }

    private static func containers(in pane: Pane, _ model: Model) -> String {
        let all = model.allContainers(in: pane)
        if all.isEmpty { return "" }
        let failures = all.filter(model.isFailing).count
        let failed = failures > 0 ? ", \(failures) failed" : ""
        if all.allSatisfy({ $0.staleSince(link: model.link) != nil }) { return "\(all.count), stale\(failed)" }
        let up = all.filter { $0.state == .up }.count
        let order = model.selection.order == .name ? "" : ", by \(model.selection.order.rawValue)"
        return "\(up)/\(all.count) up" + failed + order
    }
}
