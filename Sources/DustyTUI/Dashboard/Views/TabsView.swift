import DustyCore
import DustyTerminal

/// The names of the panes in one row, for screens that show one list at a time.
enum TabsView {
    /// Draws the row.
    static func draw(_ model: Model, into frame: inout Frame, in row: Rect) {
        var x = row.x + 1
        for pane in Pane.lists {
            let isShown = pane == model.list
            let isActive = isShown && model.focus != .logs
            let count = pane == .machine ? "" : " \(model.rows(in: pane).count)"
            let name = row.width < 60 && !isShown ? "" : pane.title + count
            let style = Style(isActive ? .activeTitle : isShown ? .title : .dim)
            x += frame.write("[\(pane.rawValue)]\(name)", x: x, y: row.y, width: row.maxX - x, style: style)
            x += row.width < 76 ? 1 : 2
        }
        let style = Style(model.focus == .logs ? .activeTitle : .dim)
        frame.write(
            "[0]\(row.width < 60 && model.focus != .logs ? "" : "Logs")",
            x: x,
            y: row.y,
            width: row.maxX - x,
            style: style
        )
    }

    /// What a pane's title says of its content.
    static func note(of pane: Pane, in model: Model) -> String {
        guard let snapshot = model.snapshot else { return "" }
        if model.listSearch != nil, pane == model.list { return found(in: pane, model) }
        let marked = model.rows(in: pane).filter { model.marks.contains($0, in: pane) }.count
        if marked > 0 { return "\(marked) marked, Esc ends" }
        switch pane {
        case .apps, .services: return containers(in: pane, model)
        case .sync:
            return snapshot.sync.isEmpty
                ? "" : "\(snapshot.sync.filter { $0.state == .ok }.count)/\(snapshot.sync.count)"
        case .machine: return snapshot.machine.state
        case .jobs:
            let running = model.runningJobs.count
            return running == 0 ? "" : "\(running) running, x cancels"
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
        if model.link.staleSince != nil { return "\(all.count)" }
        let failed = all.filter { $0.isFailing(link: model.link) }.count
        let up = all.filter { $0.state == .up }.count
        return "\(up)/\(all.count) up" + (failed > 0 ? ", \(failed) failed" : "")
    }
}
