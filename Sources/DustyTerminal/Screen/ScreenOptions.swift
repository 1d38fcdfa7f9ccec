/// How a screen is to be driven.
public struct ScreenOptions: Equatable, Sendable {
    /// How everything looks.
    public var theme: Theme
    /// Whether only ASCII is sent, as to a terminal whose locale has nothing else.
    public var ascii: Bool
    /// Whether clicks and the wheel come as keys; else the terminal does with them what it likes.
    public var mouse: Bool
    /// Whether frames may be marked as such where the terminal says that it knows that.
    public var synchronized: Bool

    /// Options from their parts.
    public init(theme: Theme = .dark, ascii: Bool = false, mouse: Bool = false, synchronized: Bool = true) {
        self.theme = theme
        self.ascii = ascii
        self.mouse = mouse
        self.synchronized = synchronized
    }
}

/// What is known of a terminal by its name, before it has said a word itself.
struct TerminalKind {
    /// TERM.
    let type: String
    /// TERM_PROGRAM.
    let program: String

    /// Whether it may be asked which modes it has. Some print what they do not understand of such a question, and GNU screen knows nothing
    /// of frames.
    var canBeAsked: Bool {
        let mute = ["screen", "linux", "vt", "dumb", "cons", "sun"]
        return !type.isEmpty && !mute.contains { type.hasPrefix($0) } && program != "Apple_Terminal"
    }
}
