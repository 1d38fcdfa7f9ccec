import DustyCore
import DustyTerminal

/// The log of a container, or of several merged by time, as it is viewed.
struct LogPane: Equatable {
    /// Where the view stands.
    enum Position: Equatable {
        /// At the end, and staying there.
        case following
        /// Held: this line, from this row of it on if it is wrapped, is the first visible one.
        case paused(Anchor)
    }

    /// A position in the log that does not move when lines come or go.
    struct Anchor: Equatable {
        var line: Int
        var row = 0
    }

    /// The state of the stream.
    enum Stream: Equatable {
        case opening(since: Timestamp)
        case open
        case ended
        case failed(String)
    }

    /// Whose log it is; nil when there is none.
    private(set) var subject: LogSubject?
    /// Counts how often a log was opened, so that messages for an earlier opening can be recognised.
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
    var search: LogSearch?
    /// Lines chosen to be copied.
    var selection: LogSelection?
    /// The search in older or newer lines; nil when the loaded lines will do.
    var quest: LogQuest?
    /// Whether the oldest line is the first of the log, as far as it was kept.
    var isComplete = false
    /// Whether newer lines are not loaded: the window has moved back.
    var isDetached = false
    /// Whether the oldest lines are complete for their millisecond; the first ones of a stream may not be.
    var isHeadWhole = false
    /// Whether lines at the beginning were dropped.
    var isCut = false
    /// Lines before this id are only those that the filter shows; nil when no lines between are missing.
    var sparseEnd: Int?
    /// Only lines from this time on are wanted; nil for all.
    private(set) var since: Timestamp?
    /// The stream starts after the loaded lines, at this time; nil when it starts with the latest lines.
    var resumesAt: Timestamp?
    /// When it was opened: what was written before is not new.
    private(set) var openedAt = Timestamp(milliseconds: 0)
    /// Whether the user waits at the top for older lines.
    var waitsAtTop = false
    /// Which lines are shown; nil for all.
    var filter: LogFilter?
    /// Containers of a merged log whose lines are left out.
    var muted: Set<String> = []
    /// Whether everything besides text is written out.
    var isRaw = false
    /// Whether lines of JSON are put into words.
    var readsJSON: Bool { jsonFields != nil }
    /// Which of their fields are shown; nil when they are shown as they are.
    private(set) var jsonFields: JSONLine.Fields?
    /// Lines before this id are hidden.
    var floor = Int.min
    var rate = LogRate()
    /// Time of each container's last line before the stream was reopened; empty when nothing can repeat.
    private var replayUntil: [String: Timestamp] = [:]

    /// Names of the containers; more than one when logs are merged.
    var names: [String] { subject?.names ?? [] }
    /// The name of the log; nil when there is none.
    var source: String? { subject?.label }
    /// Whether it is merged from several.
    var isMerged: Bool { names.count > 1 }
    /// Whether lines are hidden by hand.
    var isCleared: Bool { floor > buffer.firstID }
    /// Whether the view stays at the end.
    var isFollowing: Bool { position == .following && !isDetached }

    /// Forgets everything and starts with another log.
    mutating func open(_ subject: LogSubject?, at now: Timestamp) {
        if subject != self.subject { since = nil }
        self.subject = subject
        // A single log leaves nothing out, and a merged one never everything.
        muted = names.count > 1 && !muted.isSuperset(of: names) ? muted.intersection(names) : []
        goLive(at: now)
    }

    /// Puts lines of JSON into words, with some of their fields, or not; the lines have to be read again.
    mutating func readJSON(_ fields: JSONLine.Fields?, at now: Timestamp) {
        jsonFields = fields
        goLive(at: now)
    }

    /// Starts with the latest lines again.
    mutating func goLive(at now: Timestamp) {
        opening += 1
        openedAt = now
        resumesAt = nil
        replayUntil = [:]
        position = .following
        stream = .opening(since: now)
        column = 0
        rate = LogRate()
        floor = .min
        hold(LogBuffer())
    }

    /// Shows only lines from a time on; nil for all.
    mutating func show(since: Timestamp?, at now: Timestamp) {
        self.since = since
        goLive(at: now)
    }

    /// Continues with what comes after the loaded lines.
    mutating func resume() {
        isDetached = false
        opening += 1
        for name in Set(names.isEmpty ? [buffer.last?.source ?? ""] : names) {
            replayUntil[name] = buffer.lastTime { $0.stream != .dusty && ($0.source == name || names.isEmpty) }
        }
        resumesAt = replayUntil.values.max() ?? buffer.last?.time
    }

    /// Loads other lines.
    mutating func hold(_ lines: LogBuffer) {
        buffer = lines
        selection = nil
        quest = nil
        isComplete = false
        isDetached = false
        (isHeadWhole, isCut) = (false, false)
        sparseEnd = nil
        waitsAtTop = false
        filter = newFilter(filter?.text ?? "", context: filter?.context ?? 0)
        search?.restart(in: buffer)
    }

    /// Adds lines. Lines that a reopened stream repeats are left out.
    mutating func append(_ batch: LogBatch, now: Timestamp) {
        // What was on its way when the window moved back does not come after the lines it shows.
        guard !isDetached else { return }
        stream = .open
        var fresh = 0
        for line in batch.lines where (names.isEmpty || names.contains(line.source)) && !isRepeated(line) {
            append(line)
            if line.time >= openedAt { fresh += 1 }
        }
        rate.add(fresh, at: now)
        forgetGone()
        if case .paused(let anchor) = position, anchor.line < buffer.firstID {
            position = .paused(Anchor(line: buffer.firstID))
        }
    }

    /// The stream broke; the next one starts with known lines.
    mutating func end(_ error: DustyError?) {
        stream = error.map { .failed($0.message) } ?? .ended
        // Dusty's own lines carry the daemon's clock, which differs from the engine's.
        for name in names { replayUntil[name] = buffer.lastTime { $0.stream != .dusty && $0.source == name } }
    }

    /// A line as it is shown.
    func shown(_ line: LogLine) -> LogBuffer.Line {
        LogBuffer.Line(line, isRaw: isRaw, fields: jsonFields)
    }

    mutating func append(_ line: LogLine) {
        let first = buffer.firstID
        buffer.append(shown(line))
        if buffer.firstID > first { (isComplete, isHeadWhole) = (false, false) }
        let id = buffer.endID - 1
        let shownBefore = filter?.ids.count ?? 0
        // Lines that the filter has not reached yet are checked when it has.
        guard filter?.consider(id: id, in: buffer) ?? true else { return }
        for id in filter?.ids[shownBefore...] ?? [id] {
            if let line = buffer[id] { search?.consider(id: id, text: line.content.text) }
        }
    }

    /// Forgets everything about lines that are no longer loaded.
    mutating func forgetGone() {
        search?.forget(outside: buffer.firstID..<buffer.endID)
        filter?.forget(outside: buffer.firstID..<buffer.endID)
        if let end = sparseEnd, end <= buffer.firstID { sparseEnd = nil }
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
