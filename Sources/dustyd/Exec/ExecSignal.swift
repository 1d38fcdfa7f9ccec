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
        ["sh", "-c", script, "sh", signal, mark, reach.rawValue]
    }

    /// Uses nothing but what every shell has built in. `read` drops the zero bytes between variables, and fails at the end of what it read.
    private static let script = """
        for process in /proc/[0-9]*; do
            found=
            while IFS= read -r part || [ -n "$part" ]; do
                case $part in *"$2"*) found=1; break ;; esac
            done <"$process/environ"
            [ -n "$found" ] || continue
            if [ "$3" = leader ]; then
                parent=
                while read -r key value _; do
                    [ "$key" != PPid: ] || parent=$value
                done <"$process/status"
                [ "$parent" = 0 ] || continue
            fi
            kill -s "$1" "${process#/proc/}"
        done 2>/dev/null
        """
}
