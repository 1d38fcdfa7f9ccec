/// How a terminal draws attention to something.
public enum Alert: String, Sendable, CaseIterable {
    /// The bell, or the terminal's replacement for it.
    case bell
    /// A desktop notification as iTerm2, Windows Terminal and others accept it.
    case osc9
    /// A desktop notification as urxvt, foot and others accept it.
    case osc777
}

extension Alert {
    /// Most columns of text.
    private static let limit = 300

    /// The sequence for the terminal; tmux, which swallows such sequences, gets it wrapped for the outer terminal.
    func sequence(for text: String, insideTmux: Bool) -> String {
        // Semicolons separate the fields of OSC 777.
        let text = TextWidth.truncated(Sanitizer.plain(text).replacing(";", with: ","), to: Self.limit)
        return switch self {
        case .bell: "\u{07}"
        case .osc9: Self.wrapped("\u{1B}]9;\(text)\u{07}", insideTmux)
        case .osc777: Self.wrapped("\u{1B}]777;notify;Dusty;\(text)\u{07}", insideTmux)
        }
    }

    private static func wrapped(_ sequence: String, _ insideTmux: Bool) -> String {
        insideTmux ? "\u{1B}Ptmux;\u{1B}\(sequence)\u{1B}\\" : sequence
    }
}
