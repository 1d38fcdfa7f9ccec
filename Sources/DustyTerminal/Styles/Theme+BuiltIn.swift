extension Theme {
    /// The themes that come with Dusty, the default first.
    public static let builtIn: [Theme] = [dark, light, monochrome, contrast]

    /// For terminals with a dark background.
    public static let dark = Theme(
        name: "dark",
        selection: Ink(foreground: 16, background: 6),
        roles: [
            .title: Ink(attributes: .bold),
            .activeTitle: Ink(foreground: 16, background: 6, attributes: .bold),
            .rule: Ink(foreground: 242),
            .dim: Ink(foreground: 245),
            .good: Ink(foreground: 2),
            .busy: Ink(foreground: 6),
            .warning: Ink(foreground: 3),
            .failure: Ink(foreground: 203, attributes: .bold),
            .key: Ink(attributes: .bold),
            .match: Ink(foreground: 0, background: 3),
            .currentMatch: Ink(foreground: 0, background: 6),
            .note: Ink(foreground: 6),
        ]
    )

    /// For terminals with a light background: nothing in yellow or bright green, which are unreadable on white.
    public static let light = Theme(
        name: "light",
        selection: Ink(foreground: 231, background: 26),
        roles: [
            .title: Ink(attributes: .bold),
            .activeTitle: Ink(foreground: 231, background: 26, attributes: .bold),
            .rule: Ink(foreground: 245),
            .dim: Ink(foreground: 242),
            .good: Ink(foreground: 28),
            .busy: Ink(foreground: 26),
            .warning: Ink(foreground: 130),
            .failure: Ink(foreground: 160, attributes: .bold),
            .key: Ink(attributes: .bold),
            .match: Ink(foreground: 0, background: 220),
            .currentMatch: Ink(foreground: 15, background: 26, attributes: .bold),
            .note: Ink(foreground: 26),
        ]
    )

    /// Without colours: for NO_COLOR, and for terminals that have none.
    public static let monochrome = Theme(
        name: "monochrome",
        selection: Ink(attributes: .reverse),
        roles: [
            .title: Ink(attributes: .bold),
            .activeTitle: Ink(attributes: [.bold, .reverse]),
            .failure: Ink(attributes: .bold),
            .key: Ink(attributes: .bold),
            .match: Ink(attributes: [.bold, .underline]),
            .currentMatch: Ink(attributes: [.bold, .reverse]),
            .note: Ink(attributes: .bold),
        ]
    )

    /// Strong colours on a black of its own, and nothing fainter than the text. All are of the fixed part of the palette: the first 16 look as
    /// every terminal likes.
    public static let contrast = Theme(
        name: "contrast",
        selection: Ink(foreground: 16, background: 226, attributes: .bold),
        roles: [
            .normal: Ink(foreground: 231, background: 16),
            .title: Ink(foreground: 231, attributes: [.bold, .underline]),
            .activeTitle: Ink(foreground: 16, background: 231, attributes: .bold),
            .rule: Ink(foreground: 231),
            .dim: Ink(foreground: 231),
            .good: Ink(foreground: 46),
            .busy: Ink(foreground: 51),
            .warning: Ink(foreground: 226, attributes: .bold),
            .failure: Ink(foreground: 231, background: 124, attributes: .bold),
            .key: Ink(foreground: 51, attributes: [.bold, .underline]),
            .match: Ink(foreground: 16, background: 226, attributes: .bold),
            .currentMatch: Ink(foreground: 16, background: 51, attributes: [.bold, .underline]),
            .note: Ink(foreground: 51, attributes: .bold),
        ]
    )
}
