import DustyCore
import DustyTerminal

/// The text of one row of a log line, in the line's own colours.
enum LogLineView {
    /// Draws from a place in the line's UTF-8 on, leaving out columns at the left; returns whether all of the rest has room.
    @discardableResult
    static func draw(
        _ line: LogBuffer.Line,
        from start: Int,
        skipping columns: Int,
        hits: [Range<Int>],
        hitRole: Style.Role,
        into frame: inout Frame,
        in rect: Rect
    ) -> Bool {
        let text = line.content.text
        var glyphs = Glyphs(Substring(text.utf8.dropFirst(start)))
        var column = -columns
        while let glyph = glyphs.next() {
            let width = Int(glyph.width)
            if column + width > rect.width { return false }
            let offset = start + glyphs.offset
            if column >= 0 {
                frame.put(glyph, x: rect.x + column, y: rect.y, style: style(at: offset, line, hits, hitRole))
            }
            column += width
        }
        return true
    }

    private static func style(
        at offset: Int,
        _ line: LogBuffer.Line,
        _ hits: [Range<Int>],
        _ hitRole: Style.Role
    ) -> Style {
        if !hits.isEmpty, hits.contains(where: { $0.contains(offset) }) { return Style(hitRole) }
        if line.stream == .dusty { return Style(.note) }
        // A program that colours its lines knows best.
        guard !line.content.runs.isEmpty else { return Style(line.level?.role ?? .normal) }
        return Style(ink: line.content.runs.last { Int($0.start) <= offset }?.ink ?? .plain)
    }
}
