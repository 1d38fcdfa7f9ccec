import Testing

@testable import DustyTerminal

struct TransliterationTests {
    @Test func `where only ASCII may go out, nothing else does, and no glyph takes more columns`() {
        for value in (0x20...0x2FFF).map(UInt32.init) + [0x1F600, 0x1F1E9, 0x20000, 0x10FFFD] {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for glyph in Glyphs("a" + String(scalar) + "\u{301}") {
                let sent = Transliteration.glyph(glyph, utf8: false)
                #expect((0x20..<0x7F).contains(sent.base) && sent.mark1 == 0 && sent.mark2 == 0, "\(value)")
                #expect(sent.width == 1 && sent.width <= glyph.width)
            }
        }
    }

    @Test func `rules become what ASCII has for them`() {
        #expect(Transliteration.glyph(Glyph(base: 0x2500, width: 1), utf8: false).text == "-")
        #expect(Transliteration.glyph(Glyph(base: 0x2502, width: 1), utf8: false).text == "|")
    }
}
