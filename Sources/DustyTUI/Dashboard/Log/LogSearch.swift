import DustyTerminal

/// A search in a log: which lines match, kept up to date as lines come and go. A query without capitals ignores case. A long log is gone
/// through piece by piece, from where one looks backwards and then from its end.
struct LogSearch: Equatable {
    /// What is looked for.
    let query: String
    /// Ids of matching lines, ascending.
    private(set) var matches: [Int] = []
    /// The match one is at.
    var current: Int?
    /// Where the nearest match before is to be shown once it is known.
    private(set) var origin: Int?
    /// Whether it is to be said when nothing matches, and older lines are to be looked through: the query is complete.
    var isAsked = false
    private let pattern: Pattern
    /// Lines that have not been looked at yet.
    private var pending: [Range<Int>]

    /// A search that has not looked at anything yet, for the match nearest before a line.
    init(_ query: String, in buffer: LogBuffer, before origin: Int? = nil) {
        self.query = query
        self.origin = origin
        pattern = Pattern(query)
        let place = min(max(origin ?? buffer.endID, buffer.firstID), buffer.endID)
        pending = [buffer.firstID..<place, place..<buffer.endID].filter { !$0.isEmpty }
    }

    /// Whether there are lines that have not been looked at yet.
    var hasWork: Bool { !pending.isEmpty }

    /// Looks at lines of the log that are shown, as many as there is time for.
    mutating func work(in log: LogPane, for slice: Slice) {
        var isFirst = true
        while let range = pending.first, isFirst || !slice.isOver {
            isFirst = false
            var found: [Int] = []
            var end = range.upperBound
            for _ in 0..<Slice.stride where end > range.lowerBound {
                guard let id = log.lastShown(before: end), id >= range.lowerBound, let line = log.buffer[id] else {
                    end = range.lowerBound
                    break
                }
                if pattern.matches(line.content.text) { found.append(id) }
                end = id
            }
            if let last = found.last { matches.insert(contentsOf: found.reversed(), at: matches.lowerBound(of: last)) }
            if end > range.lowerBound { pending[0] = range.lowerBound..<end } else { pending.removeFirst() }
        }
    }

    /// The match to go to, once the nearest one before the origin is known: nil while it is not, or when there is none.
    mutating func arrival() -> Int? {
        guard let origin else { return nil }
        let place = matches.lowerBound(of: origin)
        guard place > 0 || !hasWork else { return nil }
        self.origin = nil
        return neighbour(of: origin, forward: false)
    }

    /// Looks at a line that is shown from now on; not at one whose turn comes anyway.
    mutating func consider(id: Int, text: String) {
        if !pending.contains(where: { $0.contains(id) }), pattern.matches(text) { matches.append(id) }
    }

    /// Forgets lines that are no longer held.
    mutating func forget(outside held: Range<Int>) {
        if let current, !held.contains(current) { self.current = nil }
        pending = pending.map { $0.clamped(to: held) }.filter { !$0.isEmpty }
        if let last = matches.last, last >= held.upperBound {
            matches.removeLast(matches.count - matches.lowerBound(of: held.upperBound))
        }
        guard let first = matches.first, first < held.lowerBound else { return }
        matches.removeFirst(matches.lowerBound(of: held.lowerBound))
    }

    /// The next match after a line, or before it; nil when there is none among the lines that are held.
    func next(from id: Int, forward: Bool) -> Int? {
        let place = matches.lowerBound(of: id)
        if forward {
            let next = place < matches.count && matches[place] == id ? place + 1 : place
            return next < matches.count ? matches[next] : nil
        }
        return place > 0 ? matches[place - 1] : nil
    }

    /// Whether a text matches.
    func matches(_ text: String) -> Bool { pattern.matches(text) }

    /// Has some lines looked at that have come behind the others.
    mutating func lookAt(_ lines: Range<Int>) {
        if !lines.isEmpty { pending.append(lines) }
    }

    /// Why nothing can be found: the text is no regular expression.
    var complaint: String? { pattern.complaint }

    /// Has the lines looked at that have come before the one that was the first.
    mutating func lookBack(before first: Int, in buffer: LogBuffer) {
        if buffer.firstID < first { pending.append(buffer.firstID..<first) }
    }

    /// The same search of what is shown now, at the same line when that matches still.
    func again(in log: LogPane) -> LogSearch {
        var search = LogSearch(query, in: log.buffer, before: current.map { $0 + 1 } ?? origin)
        search.isAsked = isAsked
        guard let current else { return search }
        search.origin = nil
        if log.firstShown(from: current) == current { search.current = current }
        return search
    }

    /// Starts over in another log.
    mutating func restart(in buffer: LogBuffer) {
        self = LogSearch(query, in: buffer)
    }

    /// The match after (or before) a line, going round at the ends.
    func neighbour(of id: Int, forward: Bool) -> Int? {
        guard !matches.isEmpty else { return nil }
        let place = matches.lowerBound(of: id)
        if forward {
            let next = place < matches.count && matches[place] == id ? place + 1 : place
            return matches[next % matches.count]
        }
        return matches[(place + matches.count - 1) % matches.count]
    }

    /// Which one of the matches the current one is, from 1.
    var ordinal: Int? {
        current.map { matches.lowerBound(of: $0) + 1 }
    }

    /// Where the query occurs in a text, as ranges of its UTF-8.
    func ranges(in text: String) -> [Range<Int>] {
        pattern.ranges(in: text)
    }
}

/// A short while in which a part of some long work is done, so that keys are answered in between.
struct Slice {
    private let deadline: ContinuousClock.Instant

    /// What may be done within five milliseconds from now on.
    init() {
        deadline = .now + .milliseconds(5)
    }

    /// How many things are done between two looks at the clock.
    static let stride = 256

    /// Whether it is over.
    var isOver: Bool { ContinuousClock.now >= deadline }
}
