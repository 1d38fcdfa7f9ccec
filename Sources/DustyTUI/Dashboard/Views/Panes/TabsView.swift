import DustyCore
import DustyTerminal

/// The names of the panes in one row, for screens that show one list at a time.
enum TabsView {
    /// One name in the row.
    struct Tab {
        var pane: Pane
        var text: String
        var role: Style.Role
        /// Where it stands.
        var columns: Range<Int>
    }

    /// Draws the row.
    static func draw(_ model: Model, into frame: inout Frame, in row: Rect) {
        for tab in tabs(of: model, in: row) {
            let x = tab.columns.lowerBound
            frame.write(tab.text, x: x, y: row.y, width: row.maxX - x, style: Style(tab.role))
        }
    }

    /// The names and where they stand.
    static func tabs(of model: Model, in row: Rect) -> [Tab] {
        var x = row.x + 1
        return (Pane.lists + [.logs]).map { pane in
            let isShown = pane == .logs ? model.focus == .logs : pane == model.list
            let isActive = isShown && (pane == .logs || model.focus != .logs)
            let count = pane == .machine || pane == .logs ? "" : " \(model.rows(in: pane).count)"
            let text = "[\(pane.rawValue)]" + (row.width < 60 && !isShown ? "" : pane.title + count)
            let columns = x..<(x + TextWidth.columns(of: text))
            x = columns.upperBound + (row.width < 76 ? 1 : 2)
            return Tab(
                pane: pane,
                text: text,
                role: isActive ? .activeTitle : isShown ? .title : .dim,
                columns: columns
            )
        }
    }

    /// What a pane's title says of its content.
    static func note(of pane: Pane, in model: Model) -> String {
        guard let snapshot = model.snapshot else { return "" }
        if model.listSearch != nil, pane == model.list { return found(in: pane, model) }
        let marked = model.rows(in: pane).filter { model.marks.contains($0, in: pane) }.count
        if marked > 0 { return "\(marked) marked, \(model.key(.back)) ends" }
        switch pane {
        case .apps, .services: return containers(in: pane, model)
        case .sync:
            return snapshot.sync.isEmpty
                ? "" : "\(snapshot.sync.filter { $0.state == .ok }.count)/\(snapshot.sync.count)"
        case .machine: return snapshot.machine.state
        case .jobs:
            let running = model.runningJobs.count
            return running == 0 ? "" : "\(running) running, \(model.key(.cancelJob)) cancels"
        case .logs: return ""
        }
    }

    private static func found(in pane: Pane, _ model: Model) -> String {
        let matches = model.listMatches(in: pane)
        let place = matches.firstIndex(of: model.cursor(in: pane).index).map { "\($0 + 1) of " } ?? ""
        return "/\(model.listSearch ?? "") \(place)\(matches.count)"
    }

    private static func containers(in pane: Pane, _ model: Model) -> String {
        let all = model.containers(in: pane)
        if all.isEmpty { return "" }
        if all.allSatisfy({ $0.staleSince(link: model.link) != nil }) { return "\(all.count), stale" }
        let failed = all.filter { $0.isFailing(link: model.link) }.count
        let up = all.filter { $0.state == .up }.count
        let order = model.order == .name ? "" : ", by \(model.order.rawValue)"
        return "\(up)/\(all.count) up" + (failed > 0 ? ", \(failed) failed" : "") + order
    }
}
