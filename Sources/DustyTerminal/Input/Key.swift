/// A key a person pressed.
public enum Key: Hashable, Sendable {
    /// A character that can be printed, the space included.
    case character(Character)
    /// Ctrl and a lower-case letter, or one of `\ ] ^ _ @`.
    case control(Character)
    /// Enter or Return.
    case enter
    /// Escape alone.
    case escape
    /// Tab.
    case tab
    /// Shift and Tab.
    case backTab
    /// The key that deletes to the left of the cursor.
    case backspace
    /// The key that deletes at the cursor.
    case delete
    /// An arrow.
    case up
    /// An arrow.
    case down
    /// An arrow.
    case left
    /// An arrow.
    case right
    /// To the beginning.
    case home
    /// To the end.
    case end
    /// A page back.
    case pageUp
    /// A page on.
    case pageDown
    /// F1 and on.
    case function(Int)
    /// Text that was pasted rather than typed.
    case paste(String)
    /// The mouse's first button, pressed at a cell.
    case click(x: Int, y: Int)
    /// The mouse's wheel, turned by a notch over a cell.
    case wheel(Direction, x: Int, y: Int)

    /// The direction in which a wheel turns.
    public enum Direction: Hashable, Sendable {
        /// Towards the beginning.
        case up
        /// Towards the end.
        case down
    }

    /// Its name in the help.
    public var name: String {
        switch self {
        case .character(" "): "Space"
        case .character(let character): String(character)
        case .control(let character): "Ctrl-\(character)"
        case .function(let number): "F\(number)"
        case .paste: "Paste"
        case .click: "Click"
        case .wheel: "Wheel"
        default: Key.names[self] ?? "?"
        }
    }

    static let names: [Key: String] = [
        .enter: "Enter", .escape: "Esc", .tab: "Tab", .backTab: "Shift-Tab", .backspace: "Backspace", .delete: "Del",
        .up: "Up", .down: "Down", .left: "Left", .right: "Right", .home: "Home", .end: "End", .pageUp: "PgUp",
        .pageDown: "PgDn",
    ]
}
