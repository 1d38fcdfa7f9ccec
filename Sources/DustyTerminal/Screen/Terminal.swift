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
    /// From now on events go to this handler.
    func begin(_ handler: @escaping @MainActor (TerminalEvent) -> Void)
    /// Shows a frame.
    func draw(_ frame: Frame)
    /// Sends every cell again with the next frame.
    func repaint()
    /// Puts a text on the clipboard of the machine that the terminal is on, where the terminal allows that.
    func copy(_ text: String)
    /// Gives the terminal to other programs while the body runs; keys and signals of the terminal are theirs.
    func lend(_ body: @Sendable () async throws -> Void) async rethrows
    /// Draws attention to something that happened.
    func alert(_ alert: Alert, _ text: String)
    /// Has clicks and the wheel come as keys, or leaves them to the terminal.
    func takeMouse(_ isOurs: Bool)
    /// Gives the terminal to the shell until the process is continued.
    func suspend()
}
