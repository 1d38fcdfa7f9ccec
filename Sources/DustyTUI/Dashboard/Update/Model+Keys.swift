import DustyCore
import DustyTerminal

extension Model {
    /// A key was pressed.
    mutating func press(_ key: Key) -> [Effect] {
        switch key {
        case .click(let x, let y): return click(x: x, y: y)
        case .wheel(let direction, let x, let y): return wheel(direction, x: x, y: y)
        default: break
        }
        if prompt != nil { return type(key) }
        if case .paste = key { return [] }
        // A question or a picker must not keep anybody from leaving.
        if overlay != nil, key == .control("c") { return [.quit] }
        guard let action = keyMap.action(for: key, in: contexts) else {
            if overlay != nil { return key == .escape ? performInOverlay(.back) : [] }
            return say(.info, "\(key.name) does nothing here. \(self.key(.help)) shows the keys.")
        }
        if overlay != nil { return performInOverlay(action) }
        return perform(action)
    }

    /// Does what a key or a command stands for.
    mutating func perform(_ action: Action) -> [Effect] {
        switch action {
        case .pane(let pane): focus(on: pane)
        case .nextPane: cyclePane(by: 1)
        case .previousPane: cyclePane(by: -1)
        case .open: open()
        case .back: return goBack()
        case .zoom: isZoomed.toggle()
        case .layout, .wider, .narrower: return arrange(action)
        case .help:
            overlay = .help(top: 0, query: "")
        case .warnings:
            overlay = .warnings(top: 0)
            unseenFailures = []
        case .repaint: return [.repaint]
        case .suspend: return [.suspend]
        case .mouse: return toggleMouse()
        case .quit: return [.quit]
        case .previousTab: return turnTab(by: -1)
        case .nextTab: return turnTab(by: 1)
        case .inspect: return inspect()
        case .scripts, .tests, .assets, .repoList: return openPicker(action)
        case .editVariable, .addVariable, .removeVariable: return changeEnv(action)
        case .follow, .timestamps, .wrap: return changeLog(action)
        case .moreContext, .lessContext: return changeContext(action)
        case .selectLines: return selectLines()
        case .find: startFinding()
        case .palette: openPalette()
        case .mark, .markRange, .markAll: return mark(action)
        case .openAddress, .copyName, .copyAddress, .copyLine, .copyLog: return handOver(action)
        case .merge: return mergeLogs()
        case .orderNext: return sort(by: 1)
        case .orderPrevious: return sort(by: -1)
        case .muteSource: return mute([])
        case .soloSource: return soloSource()
        case .raw: return showRaw()
        case .filter, .clearLog, .ruler, .saveLog: return rework(action)
        case .nextMatch: return goToMatch(forward: true)
        case .previousMatch: return goToMatch(forward: false)
        case .restart, .rebuild, .stopOrStart, .bringUp, .stopAll, .takeDown, .sync, .cancelJob, .bundles, .shell:
            return act(action)
        default: return move(action)
        }
        return []
    }

    private mutating func move(_ action: Action) -> [Effect] {
        if focus != .logs { return moveInList(action) }
        return showsLog || showsJob ? moveInLog(action) : moveInDetail(action)
    }

    /// Gives the keys to a pane.
    mutating func focus(on pane: Pane) {
        focus = pane
        guard pane != .logs else { return }
        list = pane
        if pane.hasContainers { containerPane = pane }
        if pane == .jobs { unseenFailures = [] }
        jobTop = 0
    }

    private mutating func cyclePane(by step: Int) {
        let order: [Pane] = Pane.lists + [.logs]
        let place = order.firstIndex(of: focus) ?? 0
        focus(on: order[(place + step + order.count) % order.count])
    }

    private mutating func open() {
        focus = .logs
    }

    private mutating func goBack() -> [Effect] {
        if focus == .logs, showsLog, logs.selection != nil {
            logs.selection = nil
        } else if focus == .logs, logs.search != nil, showsLog {
            logs.look(for: nil)
        } else if listSearch != nil, focus != .logs {
            listSearch = nil
        } else if focus == .logs, logs.filter?.isByText == true, !showsJob {
            logs.setFilter(nil)
        } else if focus == .logs, !logs.muted.isEmpty, !showsJob {
            logs.mute([])
        } else if focus == .logs, !merged.isEmpty, !showsJob {
            merged = []
        } else if !marks.isEmpty || marks.anchor != nil {
            marks.clear()
        } else if isZoomed {
            isZoomed = false
        } else if focus == .logs {
            focus = list
        } else {
            return say(.info, "\(key(.quit)) quits; everything keeps running.")
        }
        return []
    }

    private mutating func moveInList(_ action: Action) -> [Effect] {
        let all = rows(in: focus)
        var cursor = cursor(in: focus)
        let page = max(1, DashboardLayout(self).rowCapacity(of: focus))
        if let rows = action.rows(page: page) { cursor.move(by: rows, in: all) }
        if focus == .jobs, cursor.id != self.cursor(in: .jobs).id { jobTop = 0 }
        cursors[focus] = cursor
        return []
    }
}
