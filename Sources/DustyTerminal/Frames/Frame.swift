/// A grid of styled cells: one picture of the screen. Views write to it and to nothing else.
public struct Frame: Equatable, Sendable {
    /// One cell.
    public struct Cell: Hashable, Sendable {
        /// What it shows.
        public var glyph: Glyph
        /// How it looks.
        public var style: Style

        /// An empty cell.
        public static let blank = Cell(glyph: .space, style: .normal)
    }

    /// Its size.
    public let size: Size
    private var cells: [Cell]

    /// An empty frame.
    public init(size: Size) {
        self.size = size
        cells = Array(repeating: .blank, count: size.width * size.height)
    }

    /// The whole frame's rectangle.
    public var bounds: Rect { Rect(size) }

    /// The cells of one row.
    public func row(_ y: Int) -> ArraySlice<Cell> {
        cells[(y * size.width)..<((y + 1) * size.width)]
    }

    /// Writes text from a cell on, in at most `width` columns and never beyond the frame; returns the columns used. A
    /// wide glyph that does not fit is left out.
    @discardableResult
    public mutating func write(_ text: some StringProtocol, x: Int, y: Int, width: Int, style: Style = .normal) -> Int {
        guard y >= 0, y < size.height, x >= 0 else { return 0 }
        let limit = min(x + width, size.width)
        var column = x
        for glyph in Glyphs(text) {
            guard column + Int(glyph.width) <= limit else { break }
            put(glyph, x: column, y: y, style: style)
            column += Int(glyph.width)
        }
        return column - x
    }

    /// Writes text into a rectangle's first row.
    @discardableResult
    public mutating func write(_ text: some StringProtocol, in rect: Rect, style: Style = .normal) -> Int {
        guard rect.height > 0 else { return 0 }
        return write(text, x: rect.x, y: rect.y, width: rect.width, style: style)
    }

    /// Puts one glyph; the other half of an overwritten wide glyph becomes a blank.
    public mutating func put(_ glyph: Glyph, x: Int, y: Int, style: Style) {
        guard x >= 0, y >= 0, y < size.height, x + Int(glyph.width) <= size.width, glyph.width > 0 else { return }
        breakWide(x: x, y: y)
        if glyph.width == 2 { breakWide(x: x + 1, y: y) }
        let index = y * size.width + x
        cells[index] = Cell(glyph: glyph, style: style)
        if glyph.width == 2 { cells[index + 1] = Cell(glyph: .covered, style: style) }
    }

    /// Fills a rectangle with one glyph of one column.
    public mutating func fill(_ rect: Rect, with character: Unicode.Scalar = " ", style: Style = .normal) {
        let glyph = Glyph(base: character.value, width: 1)
        for y in max(0, rect.y)..<max(0, rect.y, min(rect.maxY, size.height)) {
            for x in max(0, rect.x)..<max(0, rect.x, min(rect.maxX, size.width)) {
                put(glyph, x: x, y: y, style: style)
            }
        }
    }

    /// Changes the styles in a rectangle and leaves the text.
    public mutating func restyle(_ rect: Rect, _ change: (inout Style) -> Void) {
        for y in max(0, rect.y)..<max(0, rect.y, min(rect.maxY, size.height)) {
            for x in max(0, rect.x)..<max(0, rect.x, min(rect.maxX, size.width)) {
                change(&cells[y * size.width + x].style)
            }
        }
    }

    /// The rows as text, without blanks at their ends.
    public var text: String {
        lines { $0.glyph.text }
    }

    /// The rows as letters of their styles.
    public var styles: String {
        lines { String($0.style.letter) }
    }

    private func lines(_ show: (Cell) -> String) -> String {
        (0..<size.height).map { y in
            var line = row(y).map(show).joined()
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }

    private mutating func breakWide(x: Int, y: Int) {
        let index = y * size.width + x
        if cells[index].glyph.width == 0, x > 0 { cells[index - 1].glyph = .space }
        if cells[index].glyph.width == 2, x + 1 < size.width { cells[index + 1].glyph = .space }
    }
}
