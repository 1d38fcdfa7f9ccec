internal import CNcurses

/// Turns styles into the attributes and colour pairs of one terminal.
struct Palette {
    /// An attribute set and a colour pair.
    struct Look: Hashable {
        var attributes: UInt32
        var pair: Int32
    }

    private let colors: Int
    private var looks: [Style: Look] = [:]

    /// A palette for a number of colours; fewer than 8 means none.
    init(colors: Int) {
        self.colors = colors
    }

    /// How to show a style.
    mutating func look(of style: Style) -> Look {
        if let known = looks[style] { return known }
        // Log text can bring 65,536 combinations; nobody sees more than a screenful at once.
        if looks.count > 4096 { looks.removeAll() }
        let look = colors >= 8 ? coloured(style) : Look(attributes: monochrome(style), pair: 0)
        looks[style] = look
        return look
    }

    private func coloured(_ style: Style) -> Look {
        var attributes = Self.attributes(of: style.ink)
        var foreground = style.ink.foreground.map { Self.nearest($0, of: colors) } ?? -1
        var background = style.ink.background.map { Self.nearest($0, of: colors) } ?? -1
        switch style.role {
        case .normal, .field: break
        case .title: attributes |= cn_bold()
        case .activeTitle:
            attributes |= cn_bold() | cn_reverse()
        case .rule: foreground = colors >= 256 ? 240 : -1
        case .dim: if colors >= 256 { foreground = 245 } else { attributes |= cn_dim() }
        case .good: foreground = 2
        case .busy: foreground = 6
        case .warning: foreground = 3
        case .failure:
            foreground = colors >= 256 ? 203 : 1
            attributes |= cn_bold()
        case .key: attributes |= cn_bold()
        case .match: (foreground, background) = (0, 3)
        case .currentMatch: (foreground, background) = (0, 6)
        case .note: foreground = 6
        }
        // A selected row keeps no colours of its own: reversed colours are unreadable on half of all themes.
        if style.selected { return Look(attributes: cn_reverse() | (attributes & cn_bold()), pair: 0) }
        return Look(attributes: attributes, pair: pair(foreground, background))
    }

    private func monochrome(_ style: Style) -> UInt32 {
        let base: UInt32 =
            switch style.role {
            case .title, .key, .failure, .note: cn_bold()
            case .activeTitle, .currentMatch: cn_bold() | cn_reverse()
            case .match: cn_underline() | cn_bold()
            default: 0
            }
        let own = Self.attributes(of: style.ink)
        return style.selected ? cn_reverse() | (base & cn_bold()) : base | own
    }

    private func pair(_ foreground: Int32, _ background: Int32) -> Int32 {
        if foreground < 0, background < 0 { return 0 }
        return max(0, alloc_pair(foreground, background))
    }

    private static func attributes(of ink: Ink) -> UInt32 {
        var bits: UInt32 = 0
        if ink.attributes.contains(.bold) { bits |= cn_bold() }
        if ink.attributes.contains(.dim) { bits |= cn_dim() }
        if ink.attributes.contains(.italic) { bits |= cn_italic() }
        if ink.attributes.contains(.underline) { bits |= cn_underline() }
        if ink.attributes.contains(.reverse) { bits |= cn_reverse() }
        return bits
    }

    /// The palette number a terminal with fewer colours shows for one of 256.
    static func nearest(_ index: UInt8, of colors: Int) -> Int32 {
        if colors >= 256 { return Int32(index) }
        if index < 16 { return colors >= 16 ? Int32(index) : Int32(index % 8) }
        let (red, green, blue) = Quantiser.components(of: index)
        let strong = max(red, green, blue)
        // Greys have no hue: the dark ones would vanish on black, so they become white.
        if strong < 40 { return colors >= 16 ? 8 : 7 }
        let bits = (red * 2 > strong ? 1 : 0) | (green * 2 > strong ? 2 : 0) | (blue * 2 > strong ? 4 : 0)
        return Int32(bits + (colors >= 16 && strong > 200 ? 8 : 0))
    }
}
