/// Why no screen can be opened.
public enum TerminalError: Error, Equatable, CustomStringConvertible {
    /// Input or output is not a terminal.
    case notATerminal
    /// The terminal cannot place its cursor.
    case noCursor(type: String)
    /// No terminal type of those tried is known on this machine.
    case unknownType(String)

    /// One sentence that says what is wrong and what to do.
    public var description: String {
        switch self {
        case .notATerminal:
            "The dashboard needs a terminal for its input and output. `dusty status` prints the same facts without one."
        case .noCursor(let type):
            "The terminal type `\(type)` cannot move its cursor. Set TERM to what your terminal is, or use `dusty status`."
        case .unknownType(let type):
            "The terminal type `\(type)` is not known here, nor is xterm-256color. Set TERM to one that `infocmp` knows, or use "
                + "`dusty status`."
        }
    }
}
