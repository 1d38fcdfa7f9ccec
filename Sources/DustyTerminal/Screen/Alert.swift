/// How a terminal draws attention to something.
public enum Alert: String, Sendable, CaseIterable {
    /// The bell, or what the terminal does in its place.
    case bell
    /// A notification of the desktop as iTerm2, Windows Terminal and others take it.
    case osc9
    /// One as urxvt, foot and others take it.
    case osc777
}

extension Alert {
    /// Most columns of text.
    private static let limit = 300

    /// What is sent to the terminal; inside tmux, which keeps such things to itself, it is wrapped for the terminal around it.
    func sequence(for text: String, insideTmux: Bool) -> String {
        // Semicolons part the fields of OSC 777.
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
