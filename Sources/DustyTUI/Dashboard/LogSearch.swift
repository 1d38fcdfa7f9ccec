import DustyTerminal

/// A search in a log: which lines match, kept up to date as lines come and go. A query without capitals ignores case.
struct LogSearch: Equatable {
    /// What is looked for.
    let query: String
    /// Ids of matching lines, ascending.
    private(set) var matches: [Int] = []
    /// The match one is at.
    var current: Int?
    private let pattern: Pattern

    /// A search through the lines of a log that are shown.
    init(_ query: String, in log: LogPane) {
        self.query = query
        pattern = Pattern(query)
        var next = log.firstShown(from: log.buffer.firstID)
        while let id = next, let line = log.buffer[id] {
            consider(id: id, text: line.content.text)
            next = log.firstShown(from: id + 1)
        }
    }

    /// Looks at a new line.
    mutating func consider(id: Int, text: String) {
        if pattern.matches(text) { matches.append(id) }
    }

    /// Forgets lines that are gone.
    mutating func forget(before id: Int) {
        guard let first = matches.first, first < id else { return }
        matches.removeFirst(matches.lowerBound(of: id))
        if let current, current < id { self.current = nil }
    }

    /// Is at the line where an earlier search was, when it matches and is shown still.
    mutating func resume(at id: Int?) {
        guard let id else { return }
        let place = matches.lowerBound(of: id)
        if place < matches.count, matches[place] == id { current = id }
    }

    /// Begins anew in another log.
    mutating func restart() {
        matches = []
        current = nil
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
