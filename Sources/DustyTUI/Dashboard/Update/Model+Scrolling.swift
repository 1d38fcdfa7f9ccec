import DustyTerminal

extension Model {
    /// At the oldest loaded line older ones are requested; at the newest of a window that has moved back, newer ones.
    mutating func reachForLines(_ step: Step) {
        if step.isBackwards {
            guard logs.firstShown(from: logs.buffer.firstID) == LogViewport(self).top.line else { return }
            let shown = logs.countShown(in: logs.buffer.firstID...max(logs.buffer.firstID, logs.buffer.endID))
            let more: LogQuest.Aim = logs.filter == nil ? .older : .shown(shown + LogViewport(self).height)
            logs.begin(step != .top ? more : logs.filter == nil ? .first : .shown(.max))
        } else if logs.isDetached, LogViewport(self).isAtEnd {
            logs.begin(.newer)
        }
    }

    /// Moves the log by rows.
    mutating func scroll(by rows: Int) {
        let wasFollowing = logs.isFollowing
        logs.waitsAtTop = false
        if logs.isDetached, rows >= Int(Int32.max) { return logs.goLive(at: now) }
        logs.position = LogViewport(self).moved(by: rows)
        if logs.isDetached, logs.position == .following { logs.position = .paused(LogViewport(self).top) }
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
