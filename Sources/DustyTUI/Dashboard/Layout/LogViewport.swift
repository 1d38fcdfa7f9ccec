import DustyTerminal

/// The visible part of a log: which line is where, wrapped or not. Only lines near the view are ever read.
struct LogViewport {
    /// One visible row: a line, and which of its rows.
    typealias Place = LogPane.Anchor

    let log: LogPane
    let position: LogPane.Position
    let wraps: Bool
    /// Rows for lines.
    let height: Int
    /// Columns for the text of a line.
    let textWidth: Int
    /// Columns for the time before it.
    let timeWidth: Int
    /// Columns for the name of the container before it, when there are several.
    let nameWidth: Int

    /// The viewport of a model's log.
    init(_ model: Model) {
        let rect = DashboardLayout(model).logLines
        log = model.logs
        position = model.logs.position
        wraps = model.logs.wrap
        height = max(0, rect.height)
        timeWidth = !model.logs.timestamps ? 0 : rect.width < 60 ? 9 : 13
        let longest = model.logs.names.map { TextWidth.columns(of: $0) }.max() ?? 0
        nameWidth = model.logs.isMerged ? min(longest, 12) + 1 : 0
        textWidth = max(1, rect.width - 1 - timeWidth - nameWidth)
    }

    /// Existing lines, shown or not.
    var buffer: LogBuffer { log.buffer }

    /// The first visible place.
    var top: Place {
        guard case .paused(let anchor) = position else { return followTop }
        // After the window has grown there may be less below the anchor than it has rows.
        return isBefore(followTop, anchor) ? followTop : clamped(anchor)
    }

    /// Every visible place, from the top down.
    var places: [Place] {
        var places: [Place] = []
        var place = top
        while places.count < height, place.line < buffer.endID, buffer[place.line] != nil {
            places.append(place)
            place = next(place)
        }
        return places
    }

    /// Id of the last visible line.
    var bottomLine: Int { places.last?.line ?? buffer.endID - 1 }

    /// Lines that are visible, without duplicates.
    var visibleLines: [LogBuffer.Line] {
        var ids = places.map(\.line)
        ids = ids.enumerated().filter { $0.offset == 0 || ids[$0.offset - 1] != $0.element }.map(\.element)
        return ids.compactMap { buffer[$0] }
    }

    /// All lines that are shown when one scrolls, oldest first.
    var allLines: [LogBuffer.Line] {
        var lines: [LogBuffer.Line] = []
        var next = log.firstShown(from: buffer.firstID)
        while let id = next, let line = buffer[id] {
            lines.append(line)
            next = log.firstShown(from: id + 1)
        }
        return lines
    }

    /// Whether the last loaded line is visible.
    var isAtEnd: Bool { top == followTop }

    /// Whether a line is visible, at least its first row.
    func shows(line: Int) -> Bool {
        places.contains { $0.line == line && $0.row == 0 }
    }

    /// The position after moving by rows; at the end it follows.
    func moved(by rows: Int) -> LogPane.Position {
        if rows >= buffer.count * max(1, wraps ? 1024 : 1) { return .following }
        if -rows >= Int(Int32.max) { return settled(first) }
        var place = top
        for _ in 0..<abs(rows) {
            let moved = rows > 0 ? next(place) : previous(place)
            if moved == place || buffer[moved.line] == nil { break }
            place = moved
        }
        return settled(place)
    }

    /// The position that has a line in its middle.
    func centred(on line: Int) -> LogPane.Position {
        var place = Place(line: line)
        for _ in 0..<(height / 2) { place = previous(place) }
        let first = isBefore(followTop, place) ? followTop : place
        return .paused(first)
    }

    private func settled(_ place: Place) -> LogPane.Position {
        isBefore(place, followTop) ? .paused(place) : .following
    }

    private var first: Place {
        Place(line: log.firstShown(from: buffer.firstID) ?? buffer.endID)
    }

    private var followTop: Place {
        guard let id = log.lastShown(before: buffer.endID), let last = buffer[id] else { return first }
        var place = Place(line: id, row: rows(of: last) - 1)
        for _ in 0..<max(0, height - 1) { place = previous(place) }
        return place
    }

    private func clamped(_ anchor: Place) -> Place {
        // The anchor line may be gone, or hidden now: then the next visible line takes its place.
        guard let id = log.firstShown(from: anchor.line), let line = buffer[id] else { return first }
        return Place(line: id, row: id == anchor.line ? min(anchor.row, rows(of: line) - 1) : 0)
    }

    private func isBefore(_ left: Place, _ right: Place) -> Bool {
        (left.line, left.row) < (right.line, right.row)
    }

    private func next(_ place: Place) -> Place {
        guard let line = buffer[place.line], place.row + 1 < rows(of: line) else {
            return Place(line: log.firstShown(from: place.line + 1) ?? buffer.endID)
        }
        return Place(line: place.line, row: place.row + 1)
    }

    private func previous(_ place: Place) -> Place {
        if place.row > 0 { return Place(line: place.line, row: place.row - 1) }
        guard let id = log.lastShown(before: place.line), let line = buffer[id] else { return place }
        return Place(line: id, row: rows(of: line) - 1)
    }

    private func rows(of line: LogBuffer.Line) -> Int {
        guard wraps, line.columns > textWidth else { return 1 }
        // Only text with wide glyphs can leave a column unused at the end of a row.
        if line.columns == line.content.text.utf8.count { return (line.columns + textWidth - 1) / textWidth }
        return starts(of: line).count
    }

    /// Where the rows of a line begin, as offsets in its UTF-8.
    func starts(of line: LogBuffer.Line) -> [Int] {
        guard wraps, line.columns > textWidth else { return [0] }
        var starts = [0]
        var used = 0
        var glyphs = Glyphs(line.content.text)
        while let glyph = glyphs.next() {
            if used + Int(glyph.width) > textWidth {
                starts.append(glyphs.offset)
                used = 0
            }
            used += Int(glyph.width)
        }
        return starts
    }
}
