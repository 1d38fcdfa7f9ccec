import DustyCore

/// A command line for the shell at the other end of an SSH connection: the one place where words become such a line.
enum RemoteCommand {
    /// The words as a line that any POSIX login shell takes for exactly these words.
    static func line(_ words: [String]) -> String {
        words.map(ShellWord.quote).joined(separator: " ")
    }

    /// A script of ours with its arguments, which it sees as `$1`, `$2`, …; they are never part of its text.
    static func script(_ text: String, _ arguments: [String] = []) -> String {
        line(["sh", "-c", text, "dusty"] + arguments)
    }
}
