internal import CNcurses

/// Replaces glyphs that this terminal's locale cannot show, or that the C library measures otherwise than we do: a row must never become
/// longer or shorter than its cells.
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

    private static let ascii: [UInt32: UInt32] = [0x2500: 0x2D, 0x2502: 0x7C, 0x2503: 0x7C, 0x2501: 0x3D]
}
