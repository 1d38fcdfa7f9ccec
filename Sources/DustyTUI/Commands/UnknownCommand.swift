import ArgumentParser
import DustyCore

/// A first word that is not a command: suggests the equivalent of another program's command, or the nearest name.
struct UnknownCommand {
    /// The equivalents of words of Compose, git or systemctl.
    private static let habits: [String: String] = [
        "ls": "dusty status", "list": "dusty status", "images": "dusty disk",
        "start": "dusty up NAME", "create": "dusty up", "build": "dusty rebuild NAME", "pull": "dusty rebuild NAME",
        "events": "dusty top", "stats": "dusty top", "port": "dusty status",
        "kill": "dusty stop NAME", "rm": "dusty stop --rm NAME", "compose": "dusty up",
        "watch": "dusty sync", "convert": "dusty compile", "eject": "dusty compile --eject",
        "diff": "dusty plan --diff", "lint": "dusty validate", "new": "dusty init", "clone": "dusty repos",
    ]

    /// The word.
    let word: String

    /// The command line's first word if it is not a command; nil for one that is, for an option and for nothing.
    init?(_ arguments: [String], commands: [String]) {
        guard let first = arguments.first, !first.hasPrefix("-"), !commands.contains(first), first != "help" else {
            return nil
        }
        word = first
    }

    /// What to write instead; nil when nothing is near.
    func instead(among commands: [String]) -> String? {
        Self.habits[word].map { "use `\($0)`" }
            ?? Suggestion.nearest(to: word, among: commands).map { "did you mean `dusty \($0)`?" }
    }

    /// The error for it.
    func error(among commands: [String]) -> DustyError {
        DustyError(
            .invalid,
            "dusty has no command `\(word)`",
            hint: instead(among: commands) ?? "run `dusty --help` for the list"
        )
    }
}
