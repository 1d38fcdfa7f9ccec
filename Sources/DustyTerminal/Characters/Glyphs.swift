/// A glyph of one or two columns: a base character with at most two marks on it.
public struct Glyph: Hashable, Sendable {
    /// The base character's scalar value; 0 is the second half of a wide glyph.
    public var base: UInt32
    /// First mark, or 0.
    public var mark1: UInt32 = 0
    /// Second mark, or 0.
    public var mark2: UInt32 = 0
    /// Columns: 1 or 2, and 0 for the second half of a wide glyph.
    public var width: UInt8

    /// A blank.
    public static let space = Glyph(base: 0x20, width: 1)
    /// Fills the column that the wide glyph before it covers.
    public static let covered = Glyph(base: 0, width: 0)

    /// The glyph as text; empty for a covered column.
    public var text: String {
        var text = String.UnicodeScalarView()
        for value in [base, mark1, mark2] where value != 0 {
            if let scalar = Unicode.Scalar(value) { text.append(scalar) }
        }
        return String(text)
    }

    fileprivate mutating func add(mark: UInt32) {
        if mark1 == 0 {
            mark1 = mark
        } else if mark2 == 0 {
            mark2 = mark
        }
    }
}

/// Splits text into glyphs, in a way that looks the same on every terminal: variation selectors are dropped, an emoji
/// made of several (joined, or with a skin tone) becomes its first one, a flag becomes its two letters, invisible
/// characters vanish.
public struct Glyphs: Sequence, IteratorProtocol {
    private var scalars: String.UnicodeScalarView.Iterator
    private var pending: Glyph?
    private var joined = false
    private var read = 0
    private var pendingStart = 0
    /// Where the glyph last returned begins in the text's UTF-8.
    public private(set) var offset = 0

    /// The glyphs of a text.
    public init(_ text: some StringProtocol) {
        scalars = String(text).unicodeScalars.makeIterator()
    }

    /// The next glyph.
    public mutating func next() -> Glyph? {
        while let scalar = scalars.next() {
            let value = scalar.value
            defer { read += UTF8.width(scalar) }
            if value >= 0x20, value < 0x7F {
                joined = false
                if let done = replacePending(Glyph(base: value, width: 1)) { return done }
                continue
            }
            if let done = take(scalar) { return done }
        }
        defer { pending = nil }
        offset = pendingStart
        return pending
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Glyph? {
        let value = scalar.value
        if value == 0x200D {
            joined = (pending?.base ?? 0) >= 0x2190
            return nil
        }
        let isSkinTone = value >= 0x1F3FB && value <= 0x1F3FF && (pending?.base ?? 0) >= 0x261D
        if joined || isSkinTone {
            joined = false
            return nil
        }
        if value >= 0x1F1E6, value <= 0x1F1FF {
            return replacePending(Glyph(base: value - 0x1F1E6 + 0x41, width: 1))
        }
        let width = TextWidth.columns(of: scalar)
        if width > 0 { return replacePending(Glyph(base: value, width: UInt8(width))) }
        if isMark(scalar) { pending?.add(mark: value) }
        return nil
    }

    private func isMark(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.value >= 0xFE00, scalar.value <= 0xFE0F { return false }
        if scalar.value >= 0x1160, scalar.value <= 0x11FF { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return true
        default: return false
        }
    }

    private mutating func replacePending(_ glyph: Glyph) -> Glyph? {
        defer {
            pending = glyph
            pendingStart = read
        }
        offset = pendingStart
        return pending
    }
}
