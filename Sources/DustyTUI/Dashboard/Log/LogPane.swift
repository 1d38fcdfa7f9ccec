import DustyCore
import DustyTerminal

/// The log of a container, or of several merged by time, as one looks at it.
struct LogPane: Equatable {
    /// Where the view stands.
    enum Position: Equatable {
        /// At the end, and staying there.
        case following
        /// Held: this line, from this row of it on when it is wrapped, is the first visible one.
        case paused(Anchor)
    }

    /// A place in the log that does not move when lines come or go.
    struct Anchor: Equatable {
        var line: Int
        var row = 0
    }

    /// What is known of the stream.
    enum Stream: Equatable {
        case opening(since: Timestamp)
        case open
        case ended
        case failed(String)
    }

    /// Names of the containers; more than one when logs are merged.
    private(set) var names: [String] = []
    /// Counts how often a log was opened, so that what belongs to an earlier opening is told from what belongs to this one.
    private(set) var opening = 0
    var buffer = LogBuffer()
    var position = Position.following
    var stream = Stream.ended
    var wrap = false
    var timestamps = true
    /// First visible column when lines are not wrapped.
    var column = 0
    /// Id after the last line when the view was paused.
    var pausedEnd = 0
    private(set) var search: LogSearch?
    /// Lines chosen to be copied.
    var selection: LogSelection?
    /// How many of the latest lines are asked for to get older ones; nil when none are wanted.
    var historyWanted: Int?
    /// Whether the oldest line is the first there ever was, as far as the engine has kept them.
    var isComplete = false
    /// Whether one waits at the top for older lines.
    var waitsAtTop = false
    /// Which lines are shown; nil for all.
    private(set) var filter: LogFilter?
    /// Containers of a merged log whose lines are left out.
    private(set) var muted: Set<String> = []
    /// Whether what the log holds besides text is written out.
    private(set) var isRaw = false
    /// Lines before this id are hidden.
    private var floor = Int.min
    var rate = LogRate()
    /// Time of each container's last line before the stream was opened again; empty while nothing can be repeated.
    private var replayUntil: [String: Timestamp] = [:]

    /// What the log is called; nil when there is none.
    var source: String? { names.isEmpty ? nil : names.joined(separator: " + ") }
    /// Whether it is made of several.
    var isMerged: Bool { names.count > 1 }
    /// Whether lines are hidden by hand.
    var isCleared: Bool { floor > buffer.firstID }
    /// Whether the view stays at the end.
    var isFollowing: Bool { position == .following }

    /// Forgets what was shown and begins with other containers.
    mutating func open(_ names: [String], at now: Timestamp) {
        self.names = names
        opening += 1
        buffer = LogBuffer()
        position = .following
        stream = .opening(since: now)
        column = 0
        rate = LogRate()
        replayUntil = [:]
        floor = .min
        selection = nil
        historyWanted = nil
        isComplete = false
        waitsAtTop = false
        // Of one log alone nothing is left out, and never all.
        muted = names.count > 1 && !muted.isSuperset(of: names) ? muted.intersection(names) : []
        filter = newFilter(filter?.text ?? "", context: filter?.context ?? 0)
        search?.restart(in: buffer)
    }

    /// Takes lines in. Lines that a reopened stream sends again are left out.
    mutating func append(_ batch: LogBatch, now: Timestamp) {
        stream = .open
        var fresh = 0
        for line in batch.lines where names.contains(line.source) && !isRepeated(line) {
            append(line)
            fresh += 1
        }
        rate.add(fresh, at: now)
        search?.forget(before: buffer.firstID)
        filter?.forget(before: buffer.firstID)
        if case .paused(let anchor) = position, anchor.line < buffer.firstID {
            position = .paused(Anchor(line: buffer.firstID))
        }
    }

    /// The stream broke; the next one begins with lines that are known already.
    mutating func end(_ error: DustyError?) {
        stream = error.map { .failed($0.message) } ?? .ended
        // Dusty's own lines carry the daemon's clock, which the engine's does not follow.
        for name in names { replayUntil[name] = buffer.lastTime { $0.stream != .dusty && $0.source == name } }
    }

    /// A line as it is shown.
    func shown(_ line: LogLine) -> LogBuffer.Line {
        LogBuffer.Line(line, isRaw: isRaw)
    }

    private mutating func append(_ line: LogLine) {
        buffer.append(shown(line))
        let id = buffer.endID - 1
        let shownBefore = filter?.ids.count ?? 0
        // What a filter has not got to yet is looked at when it has.
        guard filter?.consider(id: id, in: buffer) ?? true else { return }
        for id in filter?.ids[shownBefore...] ?? [id] {
            if let line = buffer[id] { search?.consider(id: id, text: line.content.text) }
        }
    }

    private mutating func isRepeated(_ line: LogLine) -> Bool {
        guard let until = replayUntil[line.source] else { return false }
        if line.time < until { return true }
        guard line.time == until else {
            replayUntil[line.source] = nil
            return false
        }
        let text = shown(line).content.text
        var id = buffer.endID - 1
        while let known = buffer[id], known.time >= until || known.stream == .dusty {
            if known.time == until, known.source == line.source, known.content.text == text { return true }
            id -= 1
        }
        return false
    }
}

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

    /// Shows only lines that match; nil shows all. A search goes on among those that are shown.
    mutating func setFilter(_ text: String?) {
        filter = newFilter(text ?? "", context: text == nil ? 0 : filter?.context ?? 0)
        lookAgain()
    }

    /// Shows so many lines around each match of the filter.
    mutating func setContext(_ lines: Int) {
        guard let text = filter?.text else { return }
        filter = newFilter(text, context: min(max(0, lines), LogFilter.mostContext))
        lookAgain()
    }

    /// Leaves the lines of some containers out of a merged log.
    mutating func mute(_ names: Set<String>) {
        muted = names.intersection(self.names)
        filter = newFilter(filter?.text ?? "", context: filter?.context ?? 0)
        lookAgain()
    }

    private func newFilter(_ text: String, context: Int) -> LogFilter? {
        text.isEmpty && muted.isEmpty ? nil : LogFilter(text, muted: muted, in: buffer, context: context)
    }

    /// Lines have come before the one that was the first.
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

    /// Looks for something; nil ends the search. With an origin, the nearest match before it is to be shown.
    mutating func look(for query: String?, before origin: Int? = nil) {
        search = query.map { LogSearch($0, in: buffer, before: origin) }
        work()
    }

    /// The match one is at.
    mutating func arrive(at match: Int) {
        search?.current = match
    }

    private mutating func lookAgain() {
        search = search?.again(in: self)
        work()
    }

    /// Whether there are lines that the filter or the search has not looked at yet.
    var hasWork: Bool { filter?.hasWork(in: buffer) == true || search?.hasWork == true }

    /// Does a part of what there is to look at.
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

    /// The match to go to when it has just become known which.
    mutating func arrival() -> Int? {
        search?.arrival()
    }

    /// Writes out what the log holds besides text, or not; the lines have to be read again.
    mutating func showRaw(_ isRaw: Bool, at now: Timestamp) {
        self.isRaw = isRaw
        open(names, at: now)
    }

    /// Hides the lines that are there; those that come are shown.
    mutating func clear() {
        floor = buffer.endID
        position = .following
        lookAgain()
    }

    /// Draws a line under what is there.
    mutating func rule(at now: Timestamp, clock: String) {
        let text = String(repeating: "-", count: 20) + " \(clock) " + String(repeating: "-", count: 20)
        buffer.append(.ruler(text, at: now))
        _ = filter?.consider(id: buffer.endID - 1, in: buffer)
    }
}

/// Lines of a log that were chosen, from where one began to where one is.
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
