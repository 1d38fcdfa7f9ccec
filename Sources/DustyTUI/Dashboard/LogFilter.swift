import DustyTerminal

/// Which lines of a log are shown: those that match, or with `!` before the text those that do not.
struct LogFilter: Equatable {
    /// As it was typed.
    let text: String
    /// Ids of the lines that are shown, ascending.
    private(set) var ids: [Int] = []
    private let pattern: Pattern
    private let isInverse: Bool

    /// A filter on what a buffer holds.
    init(_ text: String, in buffer: LogBuffer) {
        self.text = text
        isInverse = text.hasPrefix("!")
        pattern = Pattern(isInverse ? String(text.dropFirst()) : text)
        for id in buffer.firstID..<buffer.endID {
            if let line = buffer[id] { _ = consider(id: id, text: line.content.text) }
        }
    }

    /// Looks at a new line; tells whether it is shown.
    mutating func consider(id: Int, text: String) -> Bool {
        guard pattern.isEmpty || pattern.matches(text) != isInverse else { return false }
        ids.append(id)
        return true
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
