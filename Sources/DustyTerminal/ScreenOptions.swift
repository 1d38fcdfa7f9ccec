/// How a screen is to be driven.
public struct ScreenOptions: Equatable, Sendable {
    /// How everything looks.
    public var theme: Theme
    /// Whether only ASCII is sent, as to a terminal whose locale has nothing else.
    public var ascii: Bool
    /// Whether clicks and the wheel come as keys; else the terminal does with them what it likes.
    public var mouse: Bool

    /// Options from their parts.
    public init(theme: Theme = .dark, ascii: Bool = false, mouse: Bool = false) {
        self.theme = theme
        self.ascii = ascii
        self.mouse = mouse
    }
}
