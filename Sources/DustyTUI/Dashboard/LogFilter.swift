import DustyTerminal

/// Which lines of a log are shown: those that match, or with `!` before the text those that do not.
struct LogFilter: Equatable {
    /// As it was typed.
    let text: String
    /// Ids of the lines that are shown, ascending.
    private(set) var ids: [Int] = []
    private let pattern: Pattern
    private let isInverse: Bool
    /// How many lines around each match are shown as well.
    let context: Int
    /// How many of the next lines are shown because a match came before them.
    private var following = 0

    /// Most lines of context.
    static let mostContext = 20

    /// A filter on what a buffer holds.
    init(_ text: String, in buffer: LogBuffer, context: Int = 0) {
        self.text = text
        self.context = context
        isInverse = text.hasPrefix("!")
        pattern = Pattern(isInverse ? String(text.dropFirst()) : text)
        for id in buffer.firstID..<buffer.endID {
            guard let line = buffer[id] else { continue }
            if line.isRuler {
                include(id: id)
            } else {
                _ = consider(id: id, text: line.content.text, first: buffer.firstID)
            }
        }
    }

    /// Looks at a new line, in a buffer that begins with the first; returns the lines that are shown from now on.
    mutating func consider(id: Int, text: String, first: Int) -> Range<Int> {
        if pattern.isEmpty || pattern.matches(text) != isInverse {
            let from = max(first, id - context, (ids.last ?? first - 1) + 1)
            ids.append(contentsOf: from...id)
            following = context
            return from..<(id + 1)
        }
        guard following > 0 else { return id..<id }
        following -= 1
        ids.append(id)
        return id..<(id + 1)
    }

    /// Shows a line whatever it says.
    mutating func include(id: Int) {
        ids.append(id)
    }

    /// Forgets lines that are gone.
    mutating func forget(before id: Int) {
        guard let first = ids.first, first < id else { return }
        ids.removeFirst(ids.lowerBound(of: id))
    }

    /// Begins anew in another log.
    mutating func restart() {
        ids = []
        following = 0
    }

    /// The first shown line at or after an id.
    func first(from id: Int) -> Int? {
        let place = ids.lowerBound(of: id)
        return place < ids.count ? ids[place] : nil
    }

    /// The last shown line before an id.
    func last(before id: Int) -> Int? {
        let place = ids.lowerBound(of: id)
        return place > 0 ? ids[place - 1] : nil
    }
}
