import DustyTerminal

/// A search in a log: which lines match, kept up to date as lines come and go. A query without capitals ignores case. A
/// long log is searched piece by piece, from the current line backwards and then from its end.
struct LogSearch: Equatable {
    /// What is looked for.
    let query: String
    /// Ids of matching lines, ascending.
    private(set) var matches: [Int] = []
    /// The match one is at.
    var current: Int?
    /// The origin before which the nearest match will be shown once it is known.
    private(set) var origin: Int?
    /// Whether to report that nothing matches, and to search older lines: the query is complete.
    var isAsked = false
    private let pattern: Pattern
    /// Lines that have not been checked yet.
    private var pending: [Range<Int>]

    /// A search that has not checked anything yet, for the match nearest before a line.
    init(_ query: String, in buffer: LogBuffer, before origin: Int? = nil) {
        self.query = query
        self.origin = origin
        pattern = Pattern(query)
        let place = min(max(origin ?? buffer.endID, buffer.firstID), buffer.endID)
        pending = [buffer.firstID..<place, place..<buffer.endID].filter { !$0.isEmpty }
    }

    /// Whether some lines have not been checked yet.
    var hasWork: Bool { !pending.isEmpty }

    /// Checks shown lines of the log, as many as there is time for.
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

    /// Checks a line that is shown from now on; not one whose turn comes anyway.
    mutating func consider(id: Int, text: String) {
        if !pending.contains(where: { $0.contains(id) }), pattern.matches(text) { matches.append(id) }
    }

    /// Forgets lines that are no longer loaded.
    mutating func forget(outside held: Range<Int>) {
        if let current, !held.contains(current) { self.current = nil }
        pending = pending.map { $0.clamped(to: held) }.filter { !$0.isEmpty }
        if let last = matches.last, last >= held.upperBound {
            matches.removeLast(matches.count - matches.lowerBound(of: held.upperBound))
        }
        guard let first = matches.first, first < held.lowerBound else { return }
        matches.removeFirst(matches.lowerBound(of: held.lowerBound))
    }

    /// The next match after a line, or before it; nil when there is none among the loaded lines.
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

    /// Has lines checked that were added after the others.
    mutating func lookAt(_ lines: Range<Int>) {
        if !lines.isEmpty { pending.append(lines) }
    }

    /// Why nothing can be found: the text is not a valid regular expression.
    var complaint: String? { pattern.complaint }

    /// Has lines checked that were added before the first one.
    mutating func lookBack(before first: Int, in buffer: LogBuffer) {
        if buffer.firstID < first { pending.append(buffer.firstID..<first) }
    }

    /// The same search of what is shown now, at the same line if that still matches.
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

    /// The match after (or before) a line, wrapping around at the ends.
    func neighbour(of id: Int, forward: Bool) -> Int? {
        guard !matches.isEmpty else { return nil }
        let place = matches.lowerBound(of: id)
        if forward {
            let next = place < matches.count && matches[place] == id ? place + 1 : place
            return matches[next % matches.count]
        }
        return matches[(place + matches.count - 1) % matches.count]
    }

    /// The number of the current match, from 1.
    var ordinal: Int? {
        current.map { matches.lowerBound(of: $0) + 1 }
    }

    /// Where the query occurs in a text, as ranges of its UTF-8.
    func ranges(in text: String) -> [Range<Int>] {
        pattern.ranges(in: text)
    }
}

/// A short time for a part of some long work, so that keys are answered in between.
struct Slice {
    private let deadline: ContinuousClock.Instant

    /// Five milliseconds from now on.
    init() {
        deadline = .now + .milliseconds(5)
    }

    /// How many things are done between two checks of the clock.
    static let stride = 256

    /// Whether it is over.
    var isOver: Bool { ContinuousClock.now >= deadline }
}
