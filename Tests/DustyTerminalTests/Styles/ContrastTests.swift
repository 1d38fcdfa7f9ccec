import Testing

@testable import DustyTerminal

/// Text of every theme can be read: 4.5:1 against what is behind it, and rules, which are no text, 3:1.
struct ContrastTests {
    /// The first 16 colours as xterm has them; terminals differ, and a theme for all of them has to use them or the fixed ones.
    private static let standard: [(Int, Int, Int)] = [
        (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
        (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
        (255, 255, 255),
    ]

    private static func colour(_ index: UInt8) -> (Int, Int, Int) {
        guard index >= 16 else { return standard[Int(index)] }
        let parts = Quantiser.components(of: index)
        return (parts.red, parts.green, parts.blue)
    }

    /// Relative luminance, as WCAG has it.
    private static func luminance(_ colour: (Int, Int, Int)) -> Double {
        func linear(_ part: Int) -> Double {
            let value = Double(part) / 255
            // The curve of sRGB by its usual power; the error is below what is asked for here.
            return value <= 0.03928 ? value / 12.92 : power((value + 0.055) / 1.055)
        }
        return 0.2126 * linear(colour.0) + 0.7152 * linear(colour.1) + 0.0722 * linear(colour.2)
    }

    /// x to 2.4, as x squared times the fifth root of x squared.
    private static func power(_ x: Double) -> Double {
        let square = x * x
        var root = 1.0
        for _ in 0..<60 { root -= (root * root * root * root * root - square) / (5 * root * root * root * root) }
        return square * root
    }

    static func ratio(_ left: (Int, Int, Int), _ right: (Int, Int, Int)) -> Double {
        let (one, two) = (luminance(left), luminance(right))
        return (max(one, two) + 0.05) / (min(one, two) + 0.05)
    }

    /// Terminals on which a theme is used: their text and what is behind it.
    private static func terminals(of theme: Theme) -> [(text: (Int, Int, Int), back: (Int, Int, Int))] {
        let dark = [((229, 229, 229), (0, 0, 0)), ((220, 220, 220), (30, 30, 30))]
        let light = [((0, 0, 0), (255, 255, 255))]
        switch theme.name {
        case "light": return light
        case "contrast": return dark + light
        default: return dark
        }
    }

    @Test func `the measure is that of WCAG`() {
        #expect(abs(Self.ratio((0, 0, 0), (255, 255, 255)) - 21) < 0.01)
        #expect(abs(Self.ratio((118, 118, 118), (255, 255, 255)) - 4.54) < 0.01)
    }

    @Test(arguments: Theme.builtIn, Style.Role.allCases)
    func `text stands out from what is behind it`(_ theme: Theme, _ role: Style.Role) {
        for selected in [false, true] {
            let ink = theme.ink(of: Style(role, selected: selected))
            for terminal in Self.terminals(of: theme) {
                let text = ink.foreground.map(Self.colour) ?? terminal.text
                let back = ink.background.map(Self.colour) ?? terminal.back
                let ratio = Self.ratio(text, back)
                let least = role == .rule && !selected ? 3.0 : 4.5
                #expect(ratio >= least, "\(theme.name) \(role.name) selected \(selected): \(ratio) on \(terminal.back)")
            }
        }
    }

    @Test func `a theme with a background of its own says both colours of everything`() {
        for theme in Theme.builtIn where theme[.normal].background != nil {
            for role in Style.Role.allCases {
                for selected in [false, true] {
                    let ink = theme.ink(of: Style(role, selected: selected))
                    #expect(ink.foreground != nil && ink.background != nil, "\(theme.name) \(role.name)")
                }
            }
        }
    }
}
