/// How a screen is to be driven.
public struct ScreenOptions: Equatable, Sendable {
    /// How everything looks.
    public var theme: Theme
    /// Whether only ASCII is sent, as to a terminal whose locale has nothing else.
    public var ascii: Bool

    /// Options from their parts.
    public init(theme: Theme = .dark, ascii: Bool = false) {
        self.theme = theme
        self.ascii = ascii
    }
}
