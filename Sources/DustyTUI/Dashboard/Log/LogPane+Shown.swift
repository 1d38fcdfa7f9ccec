import DustyCore
import DustyTerminal

extension LogPane {
    /// The first line that is shown at or after an id.
    func firstShown(from id: Int) -> Int? {
        let id = max(id, floor, buffer.firstID)
        if let filter { return filter.first(from: id) }
        return id < buffer.endID ? id : nil
    }

    /// The last line that is shown before an id.
    func lastShown(before id: Int) -> Int? {
        let found = filter.map { $0.last(before: id) } ?? min(id, buffer.endID) - 1
        guard let found, found >= max(floor, buffer.firstID) else { return nil }
        return found
    }

    /// Shows only matching lines; nil shows all. A search continues among the shown ones.
    mutating func setFilter(_ text: String?) {
        dropSparse()
        filter = newFilter(text ?? "", context: text == nil ? 0 : filter?.context ?? 0)
        lookAgain()
    }

    /// Shows this many lines around each match of the filter.
    mutating func setContext(_ lines: Int) {
        guard let text = filter?.text else { return }
        dropSparse()
        filter = newFilter(text, context: min(max(0, lines), LogFilter.mostContext))
        lookAgain()
    }

    /// Leaves the lines of some containers out of a merged log.
    mutating func mute(_ names: Set<String>) {
        dropSparse()
        muted = names.intersection(self.names)
        filter = newFilter(filter?.text ?? "", context: filter?.context ?? 0)
        lookAgain()
    }

    /// Lines that were read for another filter are not complete for their time.
    private mutating func dropSparse() {
        quest = nil
        guard let end = sparseEnd else { return }
        sparseEnd = nil
        (isComplete, isHeadWhole, isCut) = (false, true, true)
        buffer.drop(before: end)
        forgetGone()
    }

    func newFilter(_ text: String, context: Int) -> LogFilter? {
        text.isEmpty && muted.isEmpty ? nil : LogFilter(text, muted: muted, in: buffer, context: context)
    }

    /// Lines were added before the first one.
    mutating func lookBack(before first: Int) {
        filter?.lookBack(before: first, in: buffer)
        search?.lookBack(before: first, in: buffer)
        work()
    }

    /// How many of some lines are shown.
    func countShown(in ids: ClosedRange<Int>) -> Int {
        let from = max(ids.lowerBound, floor, buffer.firstID)
        let end = min(ids.upperBound + 1, buffer.endID)
        guard let shown = filter?.ids else { return max(0, end - from) }
        return max(0, shown.lowerBound(of: end) - shown.lowerBound(of: from))
    }

    /// Starts a search; nil ends it. With an origin, the nearest match before it will be shown.
    mutating func look(for query: String?, before origin: Int? = nil) {
        quest = nil
        search = query.map { LogSearch($0, in: buffer, before: origin) }
        work()
    }

    /// Has the search check lines that were added after the others.
    mutating func lookAt(_ lines: Range<Int>) { search?.lookAt(lines) }

    /// The query is complete, or has been answered.
    mutating func askSearch(_ isAsked: Bool = true) {
        search?.isAsked = isAsked
    }

    /// The current match.
    mutating func arrive(at match: Int) {
        search?.current = match
    }

    private mutating func lookAgain() {
        search = search?.again(in: self)
        work()
    }

    /// Whether there are lines that the filter or the search has not checked yet.
    var hasWork: Bool { filter?.hasWork(in: buffer) == true || search?.hasWork == true }

    /// Does a part of the pending checks.
    mutating func work() {
        let slice = Slice()
        if filter?.hasWork(in: buffer) == true {
            filter?.work(in: buffer, for: slice)
            guard filter?.hasWork(in: buffer) == false else { return }
            // What is searched is what is shown.
            search = search?.again(in: self)
        }
        guard var search, search.hasWork else { return }
        self.search = nil
        search.work(in: self, for: slice)
        self.search = search
    }

    /// The match to go to when it has just become known.
    mutating func arrival() -> Int? {
        search?.arrival()
    }

    /// Writes out everything in the log besides text, or not; the lines must be read again.
    mutating func showRaw(_ isRaw: Bool, at now: Timestamp) {
        self.isRaw = isRaw
        goLive(at: now)
    }

    /// Hides the present lines; new ones are shown.
    mutating func clear() {
        floor = buffer.endID
        position = .following
        lookAgain()
    }

    /// Draws a line below the present lines.
    mutating func rule(at now: Timestamp, clock: String) {
        let text = String(repeating: "-", count: 20) + " \(clock) " + String(repeating: "-", count: 20)
        buffer.append(.ruler(text, at: now))
        _ = filter?.consider(id: buffer.endID - 1, in: buffer)
    }
}

/// A selection of log lines, from its start to the current line.
struct LogSelection: Equatable {
    /// Where it began.
    let anchor: Int
    /// Where it has got to.
    var head: Int

    /// Whether a line is in it.
    func contains(_ id: Int) -> Bool { ids.contains(id) }

    /// Its lines, shown or not.
    var ids: ClosedRange<Int> { min(anchor, head)...max(anchor, head) }
}
