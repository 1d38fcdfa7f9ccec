internal import CNcurses

/// How many columns text occupies on a terminal.
public enum TextWidth {
    /// Columns of a scalar by itself: 0 for marks and invisible ones, 1, or 2 for wide ones.
    public static func columns(of scalar: Unicode.Scalar) -> Int {
        let value = scalar.value
        if value >= 0x20, value < 0x7F { return 1 }
        if value < 0xA0 || value == 0xAD { return 0 }
        if value < 0x300 { return 1 }
        if isWide(value) { return 2 }
        return isInvisible(scalar) ? 0 : 1
    }

    /// Columns of a text as `Glyphs` cuts it.
    public static func columns(of text: some StringProtocol) -> Int {
        var total = 0
        for glyph in Glyphs(text) { total += Int(glyph.width) }
        return total
    }

    /// The text cut to a number of columns; what was cut shows as `~`, plain ASCII so that it looks the same everywhere.
    public static func truncated(_ text: String, to width: Int) -> String {
        guard columns(of: text) > width else { return text }
        guard width > 1 else { return width == 1 ? "~" : "" }
        var kept = ""
        var used = 0
        for glyph in Glyphs(text) {
            guard used + Int(glyph.width) < width else { break }
            kept += glyph.text
            used += Int(glyph.width)
        }
        return kept + "~"
    }

    /// The text cut or filled with spaces to exactly a number of columns.
    public static func padded(_ text: String, to width: Int, right: Bool = false) -> String {
        let cut = truncated(text, to: width)
        let fill = String(repeating: " ", count: max(0, width - columns(of: cut)))
        return right ? fill + cut : cut + fill
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        // The later jamo of a Korean syllable join the first, which has the width of the whole.
        if scalar.value >= 0x1160, scalar.value <= 0x11FF { return true }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return true
        default: return false
        }
    }

    private static func isWide(_ value: UInt32) -> Bool {
        guard value >= 0x1100 else { return false }
        var low = 0
        var high = wideRanges.count
        while low < high {
            let middle = (low + high) / 2
            if wideRanges[middle].upperBound < value {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < wideRanges.count && wideRanges[low].contains(value)
    }

    /// Scalars whose East Asian width is wide or full, from the Unicode Character Database; ascending.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3,
        0x25FD...0x25FE, 0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1,
        0x26AA...0x26AB, 0x26BD...0x26BE, 0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA,
        0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA, 0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B,
        0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755, 0x2757...0x2757, 0x2795...0x2797,
        0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55, 0x2E80...0x3029,
        0x3030...0x303E, 0x3041...0x3096, 0x309B...0x3247, 0x3250...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        0x16FE0...0x16FE3, 0x17000...0x18CD5, 0x18D00...0x18D08, 0x1AFF0...0x1B2FB, 0x1F004...0x1F004,
        0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320, 0x1F32D...0x1F335,
        0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0,
        0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E, 0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D,
        0x1F54B...0x1F54E, 0x1F550...0x1F567, 0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4,
        0x1F5FB...0x1F64F, 0x1F680...0x1F6C5, 0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6D7,
        0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC, 0x1F7E0...0x1F7EB, 0x1F7F0...0x1F7F0,
        0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x2FFFD,
        0x30000...0x3FFFD,
    ]
}

/// Replaces glyphs that this terminal's locale cannot show, or that the C library measures differently: a row must
/// never become longer or shorter than its cells.
enum Transliteration {
    /// The glyph to send.
    static func glyph(_ glyph: Glyph, utf8: Bool) -> Glyph {
        if glyph.base < 0x7F { return utf8 ? glyph : Glyph(base: glyph.base, width: 1) }
        guard utf8 else { return Glyph(base: ascii[glyph.base] ?? 0x3F, width: 1) }
        let width = cn_width(glyph.base)
        guard width == Int32(glyph.width) else {
            return width == 1 ? Glyph(base: glyph.base, width: 1) : Glyph(base: 0xFFFD, width: 1)
        }
        return glyph
    }

    private static let ascii: [UInt32: UInt32] = [
        0x2500: 0x2D, 0x2502: 0x7C, 0x2503: 0x7C, 0x2501: 0x3D, 0x21B5: 0x5E,
        // Marks of states: full, half, empty.
        0x25CF: 0x6F, 0x25D0: 0x7E, 0x25CB: 0x2D,
        // Columns of graphs, from low to high.
        0x2581: 0x5F, 0x2582: 0x2E, 0x2583: 0x3A, 0x2584: 0x2D, 0x2585: 0x3D, 0x2586: 0x2B, 0x2587: 0x2A, 0x2588: 0x23,
    ]
}
