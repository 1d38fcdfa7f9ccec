import DustyTerminal

extension Model {
    /// Moves in the wide pane: in a log, or in the output of a job.
    mutating func moveInLog(_ action: Action) -> [Effect] {
        let viewport = LogViewport(self)
        let page = max(1, viewport.height)
        if showsLog, let effects = extendSelection(action, page: page) { return effects }
        defer {
            logs.waitsAtTop = action == .top
            if showsLog, [.up, .halfUp, .pageUp, .top].contains(action) { reachForHistory(all: action == .top) }
        }
        if let rows = action.rows(page: page) { scroll(by: rows) }
        if action == .left || action == .right {
            guard !showsJob, !logs.wrap else { return say(.info, "Lines are wrapped; \(key(.wrap)) stops that.") }
            let step = max(1, viewport.textWidth / 2)
            logs.column = max(0, logs.column + (action == .left ? -step : step))
        }
        return []
    }

    /// At the oldest line that is known, older ones are asked for.
    mutating func reachForHistory(all: Bool) {
        guard logs.firstShown(from: logs.buffer.firstID) == LogViewport(self).top.line else { return }
        logs.wantHistory(all: all)
    }

    /// Moves the log, or the output of a job, by rows.
    mutating func scroll(by rows: Int) {
        if showsJob {
            let lines = JobView.lines(of: wholeSelectedJob, model: self).count
            let last = max(0, lines - DashboardLayout(self).log.height + 1)
            jobTop = min(max(0, jobTop + rows), last)
            return
        }
        let wasFollowing = logs.isFollowing
        logs.waitsAtTop = false
        logs.position = LogViewport(self).moved(by: rows)
        if wasFollowing, !logs.isFollowing { logs.pausedEnd = logs.buffer.endID }
    }

    /// Keys that change how the log is shown.
    mutating func changeLog(_ action: Action) -> [Effect] {
        guard logs.source != nil else { return say(.info, "There is no log to show: no app or service is selected.") }
        switch action {
        case .follow where logs.isFollowing: pauseLog()
        case .follow:
            logs.position = .following
            logs.waitsAtTop = false
        case .timestamps: logs.timestamps.toggle()
        default:
            logs.wrap.toggle()
            logs.column = 0
        }
        return []
    }

    private mutating func pauseLog() {
        logs.position = .paused(LogViewport(self).top)
        logs.pausedEnd = logs.buffer.endID
    }

    /// Shows the line of a match in the middle.
    mutating func show(match id: Int) {
        logs.arrive(at: id)
        logs.waitsAtTop = false
        if logs.isFollowing { logs.pausedEnd = logs.buffer.endID }
        let viewport = LogViewport(self)
        if !viewport.shows(line: id) {
            logs.position = viewport.centred(on: id)
        } else if logs.isFollowing {
            logs.position = .paused(viewport.top)
        }
    }
}
