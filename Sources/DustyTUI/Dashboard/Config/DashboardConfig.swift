import CLibrary
import DustyCore
import DustyTerminal

/// The user's settings for the dashboard, from the configuration file and the command line.
struct DashboardConfig: Equatable {
    /// How everything looks.
    var theme = Theme.dark
    /// Themes that can be chosen by name.
    var themes = Theme.builtIn
    /// Which keys do what.
    var keyMap = KeyMap.standard
    /// The person's own commands.
    var commands: [CustomCommand] = []
    /// What is asked before.
    var confirmations = Confirmations()
    /// Whether clicks and the wheel are ours.
    var mouse = true
    /// Whether only ASCII is sent to the terminal.
    var ascii = false
    /// Whether the connection is slow: fewer frames.
    var slow = false
    /// How the terminal announces a failed job; nil when it does not.
    var alert: Alert?

    /// The options of the screen.
    var screen: ScreenOptions {
        ScreenOptions(theme: theme, ascii: ascii, mouse: mouse, synchronized: !slow)
    }
}

extension DashboardConfig {
    private static let sizeLimit: Int64 = 1 << 20

    /// The configuration in a file; a missing file counts as empty.
    static func read(file path: String?) throws -> DashboardConfig {
        guard let path, access(path, F_OK) == 0 else { return DashboardConfig() }
        let file = try LocalFile.reading(path)
        guard try file.size() <= sizeLimit else { throw DustyError(.invalid, "\(path) is larger than 1 MiB") }
        var bytes: [UInt8] = []
        while let piece = try file.next() { bytes += piece }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw DustyError(.invalid, "\(path) is not a text in UTF-8")
        }
        return try DashboardConfigReader.read(text, file: path)
    }
}
