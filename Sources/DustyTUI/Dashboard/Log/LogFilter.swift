import DustyTerminal

/// Which lines of a log are shown: those that match, or with `!` before the text those that do not, and only from
/// containers that are not left out. A long log is processed piece by piece.
struct LogFilter: Equatable {
    /// As it was typed; empty when only containers are left out.
    let text: String
    /// Containers whose lines are left out.
    let muted: Set<String>
    /// Ids of the lines that are shown, ascending.
    private(set) var ids: [Int] = []
    /// How many lines around each match are shown too.
    let context: Int
    private let pattern: Pattern
    private let isInverse: Bool
    /// The first line not checked yet.
    private var next: Int
    /// How many of the next lines are shown because a match came before them.
    private var following = 0

    /// Most lines of context.
    static let mostContext = 20

    /// A filter that has not checked anything of a buffer yet.
    init(_ text: String, muted: Set<String> = [], in buffer: LogBuffer, context: Int = 0) {
        self.text = text
        self.muted = muted
        self.context = context
        isInverse = text.hasPrefix("!")
        pattern = Pattern(isInverse ? String(text.dropFirst()) : text)
        next = buffer.firstID
    }

    /// Whether lines are chosen by their text.
    var isByText: Bool { !text.isEmpty }

    /// Whether some lines have not been checked yet.
    func hasWork(in buffer: LogBuffer) -> Bool { next < buffer.endID }

    /// Checks further lines, as many as there is time for.
    mutating func work(in buffer: LogBuffer, for slice: Slice) {
        next = max(next, buffer.firstID)
        repeat {
            for _ in 0..<Slice.stride where next < buffer.endID { considerNext(in: buffer) }
        } while next < buffer.endID && !slice.isOver
    }

    /// Checks a new line; returns whether the filter is up to date with it.
    mutating func consider(id: Int, in buffer: LogBuffer) -> Bool {
        guard next == id else { return false }
        considerNext(in: buffer)
        return true
    }

    private mutating func considerNext(in buffer: LogBuffer) {
        let id = next
        next += 1
        guard let line = buffer[id] else { return }
        // A ruler is for the eyes: no filter hides it.
        if line.isRuler { return ids.append(id) }
        guard !muted.contains(line.source) else { return }
        if pattern.isEmpty || pattern.matches(line.content.text) != isInverse {
            ids += before(id, in: buffer) + [id]
            following = context
        } else if following > 0 {
            following -= 1
            ids.append(id)
        }
    }

    /// The lines of context before a match that are not shown yet.
    private func before(_ id: Int, in buffer: LogBuffer) -> [Int] {
        let shown = ids.last ?? buffer.firstID - 1
        var found: [Int] = []
        var place = id - 1
        while found.count < context, place > shown, let line = buffer[place] {
            if !muted.contains(line.source) { found.append(place) }
            place -= 1
        }
        return found.reversed()
    }

    /// Forgets lines that are no longer loaded.
    mutating func forget(outside held: Range<Int>) {
        next = min(next, held.upperBound)
        if let last = ids.last, last >= held.upperBound {
            ids.removeLast(ids.count - ids.lowerBound(of: held.upperBound))
        }
        guard let first = ids.first, first < held.lowerBound else { return }
        ids.removeFirst(ids.lowerBound(of: held.lowerBound))
    }

    /// Why it shows nothing: the text is not a valid regular expression.
    var complaint: String? { pattern.complaint }

    /// The lines of these that it shows.
    func shown(of lines: [LogBuffer.Line]) -> [LogBuffer.Line] {
        var buffer = LogBuffer(lineLimit: max(1, lines.count), byteLimit: .max)
        for line in lines { buffer.append(line) }
        var filter = LogFilter(text, muted: muted, in: buffer, context: context)
        while filter.hasWork(in: buffer) { filter.considerNext(in: buffer) }
        return filter.ids.compactMap { buffer[$0] }
    }

    /// Checks lines that were added before the first one.
    mutating func lookBack(before first: Int, in buffer: LogBuffer) {
        var older = LogFilter(text, muted: muted, in: buffer, context: context)
        while older.next < first { older.considerNext(in: buffer) }
        ids = older.ids + ids
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

extension [Int] {
    /// The position of a value in an ascending array, existing or not: the index of the first element that is not
    /// smaller.
    func lowerBound(of value: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
