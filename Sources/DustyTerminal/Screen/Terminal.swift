internal import CNcurses

/// What a terminal sends to its program.
public enum TerminalEvent: Equatable, Sendable {
    /// A key was pressed.
    case key(Key)
    /// The terminal has another size.
    case resized(Size)
    /// The program was asked to end by SIGINT.
    case interrupted
    /// The terminal is gone.
    case ended
}

/// A screen with a keyboard.
@MainActor
public protocol Terminal: AnyObject, Sendable {
    /// Its size now.
    var size: Size { get }
    /// From now on events go to this handler, in place of an earlier one.
    func begin(_ handler: @escaping @MainActor (TerminalEvent) -> Void)
    /// Shows a frame.
    func draw(_ frame: Frame)
    /// Sends every cell again with the next frame.
    func repaint()
    /// Puts a text on the clipboard of the terminal's machine, if the terminal allows that.
    func copy(_ text: String)
    /// Lends the terminal to other programs while the body runs; keys and signals of the terminal are theirs.
    func lend(_ body: @Sendable () async throws -> Void) async rethrows
    /// Draws attention to something that happened.
    func alert(_ alert: Alert, _ text: String)
    /// Makes clicks and the wheel arrive as keys, or leaves them to the terminal.
    func takeMouse(_ isOurs: Bool)
    /// Gives the terminal to the shell until the process is continued.
    func suspend()
}

/// The mode in which a terminal passes on every key at once, for a program that runs elsewhere and has the terminal's
/// other end.
public enum RawMode {
    /// Runs `body` with the terminal on standard input in raw mode; without a terminal just runs it. However the
    /// process ends, the terminal is restored.
    public static func with<Value>(_ body: () async throws -> Value) async rethrows -> Value {
        guard cn_raw_begin() else { return try await body() }
        defer { cn_raw_end() }
        return try await body()
    }

    /// Has the terminal get these bytes when raw mode ends, however that happens.
    public static func leave(with bytes: [UInt8]) {
        cn_raw_farewell(bytes, bytes.count)
    }
}

/// Why no screen can be opened.
public enum TerminalError: Error, Equatable, CustomStringConvertible {
    /// Input or output is not a terminal.
    case notATerminal
    /// The terminal cannot place its cursor.
    case noCursor(type: String)
    /// None of the terminal types tried is known on this machine.
    case unknownType(String)

    /// One sentence that says what is wrong and what to do.
    public var description: String {
        switch self {
        case .notATerminal:
            "The dashboard needs a terminal for its input and output. `dusty status` prints the same facts without one."
        case .noCursor(let type):
            "The terminal type `\(type)` cannot move its cursor. Set TERM to your terminal's type, or use `dusty status`."
        case .unknownType(let type):
            "Neither the terminal type `\(type)` nor xterm-256color is known here. Set TERM to one that `infocmp` knows, or use "
                + "`dusty status`."
        }
    }
}
