import DustyTerminal

extension Model {
    /// `v` in the log: begins to choose lines, or ends it.
    mutating func selectLines() -> [Effect] {
        guard showsLog else {
            return say(.info, "\(key(.selectLines)) chooses lines of a log; \(key(.previousTab)) goes back to it.")
        }
        if logs.selection != nil {
            logs.selection = nil
            return []
        }
        let viewport = LogViewport(self)
        guard let line = logs.search?.current ?? viewport.places.last?.line else {
            return say(.info, "The log has no lines to choose.")
        }
        if logs.isFollowing {
            logs.position = .paused(viewport.top)
            logs.pausedEnd = logs.buffer.endID
        }
        logs.selection = LogSelection(anchor: line, head: line)
        return say(.info, "Lines are chosen from here: move, \(key(.copyLine)) copies them, \(key(.back)) ends it.")
    }

    /// Moves the end of the choice; nil when nothing is being chosen or the key does not move.
    mutating func extendSelection(_ action: Action, page: Int) -> [Effect]? {
        guard var selection = logs.selection, let steps = action.rows(page: page) else { return nil }
        for _ in 0..<abs(steps) {
            let next = steps > 0 ? logs.firstShown(from: selection.head + 1) : logs.lastShown(before: selection.head)
            guard let next else { break }
            selection.head = next
        }
        logs.selection = selection
        let viewport = LogViewport(self)
        if !viewport.shows(line: selection.head) { logs.position = viewport.centred(on: selection.head) }
        return []
    }

    /// Text of the chosen lines that are shown.
    var selectedLines: [String]? {
        guard let selection = logs.selection else { return nil }
        var texts: [String] = []
        var next = logs.firstShown(from: selection.ids.lowerBound)
        while let id = next, selection.contains(id), let line = logs.buffer[id] {
            texts.append(line.content.text)
            next = logs.firstShown(from: id + 1)
        }
        return texts
    }

    /// `{` and `}`: more or fewer lines around what the filter shows.
    mutating func changeContext(_ action: Action) -> [Effect] {
        guard let filter = logs.filter, filter.isByText else {
            let keys = "\(key(.filter)) shows only lines that match, \(key(.moreContext)) adds lines around them."
            return say(.info, "Context is of a filter: \(keys)")
        }
        logs.setContext(filter.context + (action == .moreContext ? 1 : -1))
        let lines = logs.filter?.context ?? 0
        return say(
            .info,
            lines == 0 ? "Only the lines that match." : "\(Amount.things(lines, "line")) around each match."
        )
    }
}
