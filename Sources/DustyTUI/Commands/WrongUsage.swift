import ArgumentParser
import DustyCore

/// A command line that ArgumentParser refused, in the usual form of errors: what, then what to do, and no page of
/// usage.
struct WrongUsage {
    /// The message of ArgumentParser, or of a command's own check.
    let message: String
    private let path: CommandPath

    init(_ message: String, _ path: CommandPath) {
        self.message = message
        self.path = path
    }

    /// The error for it. Our own checks may have a hint on a second line.
    var error: DustyError {
        let parts = message.allLines
        let said = Self.plain(parts.first ?? message)
        if parts.count > 1, !parts[1].hasPrefix(" ") { return DustyError(.invalid, said, hint: parts[1]) }
        if let child = unknownChild { return child }
        let guess = said.split(separator: ". Did you mean ", maxSplits: 1).map(String.init)
        return DustyError(.invalid, guess.first ?? said, hint: hint(for: said, guess: guess.dropFirst().first))
    }

    private func hint(for said: String, guess: String?) -> String {
        if said.hasPrefix("missing argument") { return "write `\(path.leastUsage)`" }
        let word = said.split(separator: "`").dropFirst().first.map(String.init)
        if let word, let instead = Self.habits[path.text]?[word] { return instead }
        let wanted = guess?.split(separator: "`").first.map(String.init)
        if let word, let wanted, Suggestion.nearest(to: word, among: [wanted]) != nil {
            return "did you mean `\(wanted)`?"
        }
        return "run `\(path.text) --help` for what it takes"
    }

    /// What to do in place of options of Compose, by command.
    private static let habits: [String: [String: String]] = [
        "dusty up": [
            "--build": "leave it out: images are built when they must; in any case: `dusty rebuild NAME`",
            "--force-recreate": "use `dusty rebuild NAME`", "--remove-orphans": "leave it out: that is always done",
            "--wait": "leave it out: that is always done", "--pull": "leave it out: that is always done",
            "--scale": "leave it out: each has one container", "--profile": "use `dusty bundles activate NAME`",
            "--no-deps": "use `dusty restart NAME` for one that is there",
        ],
        "dusty down": [
            "--remove-orphans": "leave it out: that is always done", "--rmi": "use `dusty disk cleanup --images`",
        ],
        "dusty status": [
            "-a": "leave it out: all are shown", "--all": "leave it out: all are shown", "--services": "use --json",
            "--format": "use --json",
        ],
        "dusty rebuild": ["--no-cache": "use `dusty docker build --no-cache …`"],
        "dusty run": [
            "--service-ports": "leave it out: host names lead to the app that `dusty up NAME` brings up",
            "-d": "use `dusty up NAME`", "--detach": "use `dusty up NAME`", "-v": "write it to `volumes` in the spec",
            "-p": "leave it out: host names lead to the app that `dusty up NAME` brings up",
        ],
    ]

    /// `dusty machine ad`: to ArgumentParser the second word is an extra argument of the parent's default command.
    private var unknownChild: DustyError? {
        guard message.contains("nexpected argument"), let word = path.rest.first, !word.hasPrefix("-"),
            !path.children.isEmpty
        else { return nil }
        let nearest = Suggestion.nearest(to: word, among: path.children)
        let hint = nearest.map { "did you mean `\(path.text) \($0)`?" } ?? "run `\(path.text) --help` for the list"
        return DustyError(.invalid, "\(path.text) has no command `\(word)`", hint: hint)
    }

    /// ArgumentParser's sentence as a fragment: a lower-case first letter, no full stop, words of the command line in
    /// backquotes.
    private static func plain(_ text: String) -> String {
        var text = text.replacing("Missing expected argument", with: "missing argument").replacing("'", with: "`")
        if text.hasSuffix(".") { text.removeLast() }
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

/// The command that a command line names, as far as its words are commands.
struct CommandPath {
    /// As it is typed, such as `dusty machine`.
    private(set) var text = "dusty"
    /// The command.
    private(set) var command: any ParsableCommand.Type = Dusty.self
    /// The words after it.
    private(set) var rest: ArraySlice<String>

    /// The path at the beginning of a command line.
    init(_ arguments: [String]) {
        rest = arguments[...]
        while let word = rest.first, let child = subcommands.first(where: { Self.names(of: $0).contains(word) }) {
            text += " \(child._commandName)"
            command = child
            rest.removeFirst()
        }
    }

    /// Names of the commands below it.
    var children: [String] { subcommands.flatMap(Self.names) }

    /// The required parts, without the optional ones: `dusty cp <source> <destination>`.
    var leastUsage: String {
        let usage = Dusty.usageString(for: command)
        guard let start = usage.firstRange(of: text)?.lowerBound else { return "\(text) --help" }
        var depth = 0
        let needed = usage[start...].filter { character in
            if character == "[" { depth += 1 }
            defer { if character == "]" { depth -= 1 } }
            return depth == 0
        }
        return needed.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private var subcommands: [any ParsableCommand.Type] {
        command.configuration.subcommands + command.configuration.groupedSubcommands.flatMap(\.subcommands)
    }

    private static func names(of command: any ParsableCommand.Type) -> [String] {
        [command._commandName] + command.configuration.aliases
    }
}

extension ValidationError {
    /// A refusal with what to do instead.
    init(_ message: String, hint: String) {
        self.init("\(message)\n\(hint)")
    }
}
