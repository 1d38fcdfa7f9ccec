/// Options for a screen.
public struct ScreenOptions: Equatable, Sendable {
    /// How everything looks.
    public var theme: Theme
    /// Whether only ASCII is sent, for a terminal whose locale has nothing else.
    public var ascii: Bool
    /// Whether clicks and the wheel arrive as keys; otherwise they are left to the terminal.
    public var mouse: Bool
    /// Whether frames may be marked as such if the terminal reports support for it.
    public var synchronized: Bool

    /// Options from their parts.
    public init(theme: Theme = .dark, ascii: Bool = false, mouse: Bool = false, synchronized: Bool = true) {
        self.theme = theme
        self.ascii = ascii
        self.mouse = mouse
        self.synchronized = synchronized
    }
}

/// What is known of a terminal by its name, before it has answered anything.
struct TerminalKind {
    /// TERM.
    let type: String
    /// TERM_PROGRAM.
    let program: String

    /// Whether it may be asked for its modes. Some print parts of the question that they do not understand, and GNU
    /// screen does not support frames.
    var canBeAsked: Bool {
        let mute = ["screen", "linux", "vt", "dumb", "cons", "sun"]
        return !type.isEmpty && !mute.contains { type.hasPrefix($0) } && program != "Apple_Terminal"
    }
}
