import DustyCore

/// How a command is given by name.
struct PaletteCommand: Sendable {
    /// What follows the name.
    enum Argument: Sendable {
        case none
        /// Apps and services; without any the marked or selected ones.
        case containers
        /// Repos, apps and libs; without any the marked or selected ones.
        case repos
        /// Bundles, at least one.
        case bundles
        /// The number of a job; without it the selected one.
        case job
        /// Free text, shown as this.
        case text(String)
    }

    /// Groups in the palette, the common ones first.
    enum Section: CaseIterable {
        case stack, jobs, inside, env, sources, upkeep, bundles, panes, tabs, rows, marks, arrangement, help, screen
        case following, times, log
    }

    let name: String
    /// What it does, in a few words.
    let summary: String
    let argument: Argument
    let section: Section
    /// The command whose key does the same to the selection.
    private(set) var command: CommandName

    init(_ name: String, _ summary: String, _ argument: Argument = .none, in section: Section) {
        self.name = name
        self.summary = summary
        self.argument = argument
        self.section = section
        command = CommandName(name)
    }

    /// The same for a command of another name.
    func given(with command: CommandName) -> PaletteCommand {
        var line = self
        line.command = command
        return line
    }

    /// The help's name of the key that does the same; nil when there is none.
    func key(in keyMap: KeyMap) -> String? {
        keyMap.name(of: command, in: [.anywhere] + KeyMap.Context.allCases)
    }

    /// How its argument is written.
    var usage: String {
        switch argument {
        case .none: name
        case .containers, .repos: "\(name) [NAME...]"
        case .bundles: "\(name) NAME..."
        case .job: "\(name) [JOB]"
        case .text(let word): "\(name) [\(word)]"
        }
    }
}

/// The input after `:`.
struct Palette: Equatable {
    /// Most commands shown at once.
    static let shown = 8

    /// The position of the chosen command among those that match.
    var choice = 0
    /// The position in the history; nil for new input.
    var past: Int?
    /// Names that Tab goes through; nil before the first.
    var cycle: Cycle?

    /// Names that a word may be made whole with.
    struct Cycle: Equatable {
        /// The line before the word.
        var stem: String
        var names: [String]
        /// The one that is in the line; nil while it is as typed.
        var place: Int?

        /// The line with the next name, or the one before.
        mutating func turn(by step: Int) -> String {
            let next = place.map { ($0 + step + names.count) % names.count } ?? (step > 0 ? 0 : names.count - 1)
            place = next
            return stem + names[next] + " "
        }
    }

    /// The first word, and the others.
    static func words(of text: String) -> (name: String, arguments: [String]) {
        let words = text.split(separator: " ").map(String.init)
        return (words.first ?? "", Array(words.dropFirst()))
    }

    /// Commands that match the input, best first.
    static func matches(_ text: String, among all: [PaletteCommand] = PaletteCommand.all) -> [PaletteCommand] {
        let trimmed = text.drop { $0 == " " }
        if trimmed.isEmpty { return all }
        // A whole name may be followed by arguments.
        let exact = all.filter { trimmed == $0.name || trimmed.hasPrefix($0.name + " ") }
        if let longest = exact.max(by: { $0.name.count < $1.name.count }),
            trimmed.count > longest.name.count || longest.name.contains(" ")
        {
            return [longest]
        }
        let whole = Fuzzy.ranked(all, by: String(trimmed), \.name)
        return whole.isEmpty ? Fuzzy.ranked(all, by: String(trimmed.prefix { $0 != " " }), \.name) : whole
    }

    /// Arguments typed after a command's name.
    static func arguments(of text: String, after command: PaletteCommand) -> [String] {
        let trimmed = text.drop { $0 == " " }
        let rest: Substring =
            if trimmed.hasPrefix(command.name + " ") {
                trimmed.dropFirst(command.name.count)
            } else {
                // The input for a name of several words was all for finding it.
                command.name.contains(" ") ? "" : trimmed.drop { $0 != " " }
            }
        if case .text = command.argument {
            let text = String(rest.drop { $0 == " " })
            return text.isEmpty ? [] : [text]
        }
        return rest.split(separator: " ").map(String.init)
    }
}
