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
