import DustyCore

/// Signals for the processes of an attached program. The engine cannot send any, so a shell in the container does, which finds them by a
/// mark in their environment; that works wherever the engine runs.
enum ExecSignal {
    /// Which processes.
    enum Reach: String {
        /// The program and all that it started.
        case all
        /// The program alone: only what the engine starts has no parent in the container.
        case leader
    }

    /// Name of the variable that holds the mark.
    static let variable = "DUSTY_EXEC"

    /// The command line that sends a signal.
    static func command(_ signal: String, to mark: String, _ reach: Reach) -> [String] {
        script.words([signal, mark, reach.rawValue])
    }

    private static let script = Script(PackageResources.signal_sh)
}
