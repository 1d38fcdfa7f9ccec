import DustyCore
import DustyTerminal

extension LogPane {
    /// Asks for lines before the oldest one: all there is room for, or some more than are known.
    mutating func wantHistory(all: Bool) {
        let hasRoom = buffer.count < buffer.lineLimit && buffer.evicted == 0
        guard !isMerged, !isComplete, !isCleared, hasRoom, !buffer.isEmpty, historyWanted == nil else { return }
        historyWanted = all ? buffer.lineLimit : min(buffer.lineLimit, max(5000, buffer.count * 3))
    }

    /// Takes older lines in; those that are known already end them.
    mutating func prepend(_ lines: [LogLine], isAll: Bool) {
        historyWanted = nil
        // Nothing came and yet that is not all: they could not be had this time.
        guard isAll || !lines.isEmpty else { return }
        var first = buffer.firstID
        while let line = buffer[first], line.stream == .dusty { first += 1 }
        guard let known = buffer[first] else { return }
        let older = lines.prefix { $0.time <= known.time }.map(shown)
        let cut = older.firstIndex { $0.time == known.time && $0.content.text == known.content.text }
        let fresh = older.prefix(cut ?? older.firstIndex { $0.time == known.time } ?? older.count)
        let oldest = buffer.firstID
        let added = buffer.prepend(Array(fresh))
        isComplete = isAll || added < fresh.count || added == 0
        guard added > 0 else { return }
        lookBack(before: oldest)
        if waitsAtTop, let top = firstShown(from: buffer.firstID) { position = .paused(Anchor(line: top)) }
    }
}
