import Testing

@testable import DustyTerminal

struct PaletteTests {
    @Test func `few colours show the nearest of many`() {
        #expect(Palette.nearest(196, of: 256) == 196)
        #expect(Palette.nearest(196, of: 8) == 1)
        #expect(Palette.nearest(46, of: 16) == 10)
        #expect(Palette.nearest(9, of: 8) == 1)
        #expect(Palette.nearest(232, of: 8) == 7)
    }

    @Test func `without colours nothing is lost but colour`() {
        var palette = Palette(colors: 0)
        for role in Style.Role.allCases { #expect(palette.look(of: Style(role)).pair == 0) }
        #expect(palette.look(of: Style(.failure)).attributes != palette.look(of: .normal).attributes)
        #expect(palette.look(of: Style(selected: true)).attributes != palette.look(of: .normal).attributes)
    }
}
