internal import CNcurses

/// Turns styles into the attributes and colour pairs of one terminal.
struct ColourPairs {
    /// An attribute set and a colour pair.
    struct Look: Hashable {
        var attributes: UInt32
        var pair: Int32
    }

    /// Colours in this terminal's numbering; -1 is its default.
    struct Colours: Hashable {
        var foreground: Int32
        var background: Int32
        var attributes: Ink.Attributes
    }

    private let colors: Int
    private let theme: Theme
    private var looks: [Style: Look] = [:]

    /// The pairs for a number of colours; fewer than 8 means none, and then no theme can use colours.
    init(colors: Int, theme: Theme = .dark) {
        self.colors = theme.hasColours ? colors : 0
        self.theme = self.colors >= 8 ? theme : .monochrome
    }

    /// How to show a style.
    mutating func look(of style: Style) -> Look {
        if let known = looks[style] { return known }
        // Log text can use 65,536 combinations; no more than a screenful is visible at once.
        if looks.count > 4096 { looks.removeAll() }
        let colours = colours(of: style)
        let look = Look(
            attributes: Self.bits(of: colours.attributes),
            pair: Self.pair(colours.foreground, colours.background)
        )
        looks[style] = look
        return look
    }

    /// The terminal's nearest match to the theme.
    func colours(of style: Style) -> Colours {
        let ink = theme.ink(of: style)
        guard colors >= 8 else { return Colours(foreground: -1, background: -1, attributes: ink.attributes) }
        var attributes = ink.attributes
        var foreground = ink.foreground.map { Self.nearest($0, of: colors) } ?? -1
        // Black text is meant so where something brighter lies behind it.
        if ink.foreground == 16, let behind = ink.background, behind != 16, behind != 0 { foreground = 0 }
        // Few colours have no greys between black and white: faint text gets another look.
        if colors < 256, style.ink.foreground == nil, let grey = ink.foreground, Quantiser.isMiddleGrey(grey) {
            foreground = theme[.normal].foreground.map { Self.nearest($0, of: colors) } ?? -1
            attributes.insert(.dim)
        }
        let background = ink.background.map { Self.nearest($0, of: colors, isBackground: true) } ?? -1
        return Colours(foreground: foreground, background: background, attributes: attributes)
    }

    private static func pair(_ foreground: Int32, _ background: Int32) -> Int32 {
        if foreground < 0, background < 0 { return 0 }
        return max(0, cn_pair(foreground, background))
    }

    private static func bits(of attributes: Ink.Attributes) -> UInt32 {
        var bits: UInt32 = 0
        if attributes.contains(.bold) { bits |= cn_bold() }
        if attributes.contains(.dim) { bits |= cn_dim() }
        if attributes.contains(.italic) { bits |= cn_italic() }
        if attributes.contains(.underline) { bits |= cn_underline() }
        if attributes.contains(.reverse) { bits |= cn_reverse() }
        return bits
    }

    /// The palette number a terminal with fewer colours shows for one of 256.
    static func nearest(_ index: UInt8, of colors: Int, isBackground: Bool = false) -> Int32 {
        if colors >= 256 { return Int32(index) }
        if index < 16 { return colors >= 16 ? Int32(index) : Int32(index % 8) }
        let (red, green, blue) = Quantiser.components(of: index)
        let strong = max(red, green, blue)
        // Greys have no hue: as text the dark ones would vanish on black, so they become white.
        if strong < 40 { return isBackground ? 0 : colors >= 16 ? 8 : 7 }
        let bits = (red * 2 > strong ? 1 : 0) | (green * 2 > strong ? 2 : 0) | (blue * 2 > strong ? 4 : 0)
        return Int32(bits + (colors >= 16 && strong > 200 ? 8 : 0))
    }
}
