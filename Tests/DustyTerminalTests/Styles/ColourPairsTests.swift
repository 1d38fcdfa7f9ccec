import Testing

@testable import DustyTerminal

struct ColourPairsTests {
    @Test func `few colours show the nearest of many`() {
        #expect(ColourPairs.nearest(196, of: 256) == 196)
        #expect(ColourPairs.nearest(196, of: 8) == 1)
        #expect(ColourPairs.nearest(46, of: 16) == 10)
        #expect(ColourPairs.nearest(9, of: 8) == 1)
        #expect(ColourPairs.nearest(232, of: 8) == 7)
        #expect(ColourPairs.nearest(232, of: 8, isBackground: true) == 0)
    }

    @Test func `without colours nothing is lost but colour`() {
        var pairs = ColourPairs(colors: 0)
        for role in Style.Role.allCases { #expect(pairs.look(of: Style(role)).pair == 0) }
        #expect(pairs.look(of: Style(.failure)).attributes != pairs.look(of: .normal).attributes)
        #expect(pairs.look(of: Style(selected: true)).attributes != pairs.look(of: .normal).attributes)
    }

    @Test func `the theme without colours takes them from lines too`() {
        let pairs = ColourPairs(colors: 256, theme: .monochrome)
        let line = Style(ink: Ink(foreground: 1, attributes: .underline))
        #expect(pairs.colours(of: line) == .init(foreground: -1, background: -1, attributes: .underline))
    }

    @Test(arguments: Theme.builtIn, [8, 16, 256])
    func `text never has the colour of what is behind it`(_ theme: Theme, _ colors: Int) {
        let pairs = ColourPairs(colors: colors, theme: theme)
        for role in Style.Role.allCases {
            for selected in [false, true] {
                let colours = pairs.colours(of: Style(role, selected: selected))
                let isVisible = colours.foreground != colours.background || colours.foreground == -1
                #expect(isVisible, "\(theme.name) \(role) of \(colors)")
                #expect(colours.foreground < colors && colours.background < colors)
            }
        }
    }

    @Test(arguments: Theme.builtIn, [0, 8, 16, 256])
    func `the selection, hits and failures stand out`(_ theme: Theme, _ colors: Int) {
        let pairs = ColourPairs(colors: colors, theme: theme)
        let plain = pairs.colours(of: .normal)
        for role: Style.Role in [.match, .currentMatch, .failure, .activeTitle, .key] {
            #expect(pairs.colours(of: Style(role)) != plain, "\(theme.name) \(role) of \(colors)")
        }
        #expect(pairs.colours(of: Style(selected: true)) != plain)
        #expect(pairs.colours(of: Style(.match)) != pairs.colours(of: Style(.currentMatch)))
    }

    @Test func `a terminal without greys shows faint text faintly`() {
        #expect(
            ColourPairs(colors: 8).colours(of: Style(.dim)) == .init(foreground: -1, background: -1, attributes: .dim)
        )
        #expect(ColourPairs(colors: 256).colours(of: Style(.dim)).foreground == 245)
    }

    @Test func `a theme's own background lies under everything that has none`() {
        let pairs = ColourPairs(colors: 256, theme: .contrast)
        #expect(pairs.colours(of: .normal).background == 16)
        #expect(pairs.colours(of: Style(.good)).background == 16)
        #expect(pairs.colours(of: Style(ink: Ink(foreground: 5))).background == 16)
        #expect(pairs.colours(of: Style(ink: Ink(background: 5))).background == 5)
    }

    @Test func `a role can be changed alone`() {
        var theme = Theme.dark
        theme[.good] = Ink(foreground: 33)
        #expect(ColourPairs(colors: 256, theme: theme).colours(of: Style(.good)).foreground == 33)
        #expect(
            ColourPairs(colors: 256, theme: theme).colours(of: Style(.busy))
                == ColourPairs(colors: 256).colours(of: Style(.busy))
        )
    }
}
