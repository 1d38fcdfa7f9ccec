import DustyTerminal

/// A command of the person's own, from the configuration file. It runs as that person, by the front end; the daemon knows nothing of it.
struct CustomCommand: Equatable, Sendable {
    /// Where its key works, and what it needs.
    enum Place: String, CaseIterable, Sendable {
        case any, containers, apps, services, sync, jobs, logs

        /// Where its key is looked up.
        var context: KeyMap.Context {
            switch self {
            case .any: .anywhere
            case .containers, .apps, .services: .containers
            case .sync: .sync
            case .jobs: .jobs
            case .logs: .logs
            }
        }
    }

    /// What runs.
    enum Program: Equatable, Sendable {
        /// A text for the shell, which reads variables from its environment.
        case shell(String)
        /// A program with its arguments; no shell reads them.
        case words([String])

        /// It as one line, to be shown.
        var text: String {
            switch self {
            case .shell(let text): text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            case .words(let words): words.joined(separator: " ")
            }
        }
    }

    /// What becomes of its output.
    enum Output: String, CaseIterable, Sendable {
        /// It has the terminal until Enter.
        case screen
        /// The person's pager shows it.
        case pager
        /// It runs beside the dashboard, which says how it ended.
        case none
    }

    /// What is asked before it runs; the answer is a variable.
    struct Ask: Equatable, Sendable {
        var variable: String
        var text: String
        var usual = ""
    }

    var name: String
    var key: Key?
    var place = Place.any
    var program: Program
    var asks: [Ask] = []
    /// The question before it runs; nil when there is none.
    var question: String?
    var output = Output.screen

    var commandName: CommandName { CommandName(name) }

    /// What is run, word by word. In a program's arguments a variable stands for its value, which stays inside its word; the shell finds them
    /// in its environment.
    func words(_ variables: [String: String]) -> [String] {
        switch program {
        case .shell(let text): ["/bin/sh", "-c", text, name]
        case .words(let words): words.map { Self.filled($0, variables) }
        }
    }

    /// A word with `$NAME` and `${NAME}` replaced by the values of variables that are known, once.
    private static func filled(_ word: String, _ variables: [String: String]) -> String {
        var text = ""
        var rest = word[...]
        while let sign = rest.firstIndex(of: "$") {
            text += rest[..<sign]
            let after = rest[rest.index(after: sign)...]
            let isBraced = after.first == "{"
            let name = (isBraced ? after.dropFirst() : after).prefix {
                $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber)
            }
            let behind = after[name.endIndex...]
            guard let value = variables[String(name)], !isBraced || behind.first == "}" else {
                text += "$"
                rest = after
                continue
            }
            text += value
            rest = isBraced ? behind.dropFirst() : behind
        }
        return text + rest
    }
}
