import DustyTerminal

extension Model {
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
