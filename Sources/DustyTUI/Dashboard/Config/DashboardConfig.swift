import DustyTerminal

/// What a person wants of the dashboard, from the configuration file and the command line.
struct DashboardConfig: Equatable {
    /// How everything looks.
    var theme = Theme.dark
    /// Themes one can choose by name.
    var themes = Theme.builtIn
    /// Which keys do what.
    var keyMap = KeyMap.standard
    /// What is asked before.
    var confirmations = Confirmations()
    /// Whether clicks and the wheel are ours.
    var mouse = true
    /// Whether only ASCII is sent to the terminal.
    var ascii = false
    /// Whether the connection is slow: fewer pictures.
    var slow = false
    /// How the terminal is told of a job that failed; nil when it is not.
    var alert: Alert?

    /// How the screen is to be driven.
    var screen: ScreenOptions {
        ScreenOptions(theme: theme, ascii: ascii, mouse: mouse, synchronized: !slow)
    }
}
