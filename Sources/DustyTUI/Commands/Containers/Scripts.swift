import ArgumentParser
import DustyCore

extension Dusty {
    struct Scripts: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "scripts",
            abstract: "List an app's scripts, or run one in its container.",
            usage: "dusty scripts [--json] [<app> [<script> [<arguments> ...]]]",
            discussion: """
                Without a script those of the app are listed, without an app those of
                all active apps. Everything behind the script's name is its own,
                whatever it looks like; one `--` in between does no harm. The exit
                code is the script's.

                Example:
                  dusty scripts api
                  dusty scripts api migrate --dry-run -v 'two words'
                """
        )

        @OptionGroup var output: JSONFlag

        @Argument(
            parsing: .captureForPassthrough,
            help: "App, script, and the script's arguments.",
            completion: CompletionNames.appsAndScripts
        )
        var words: [String] = []

        @OptionGroup var stack: StackOptionBeforeWords

        var namedStack: String? { (try? ScriptWords(words))?.stack ?? stack.name }
        var need: DaemonNeed { (try? ScriptWords(words))?.wantsHelp == true ? .never : .always }

        func validate() throws {
            _ = try ScriptWords(words)
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let words = try ScriptWords(words)
            if words.wantsHelp { throw CleanExit.helpRequest(self) }
            guard let app = words.app, let script = words.script else {
                return try await list(words.app, asJSON: output.json || words.wantsJSON, daemon, console)
            }
            let request = ExecRequest(name: app, script: script, arguments: words.arguments)
            do {
                try await ContainerProgram(daemon: daemon, console: console).run(request)
            } catch let error as DustyError where error.code == .invalid {
                // For example arguments for a script that takes none: the usage is wrong, and nothing ran.
                try console.report(error)
                throw Exit.usage
            }
        }

        private func list(_ app: String?, asJSON: Bool, _ daemon: any Daemon, _ console: Console) async throws {
            let scripts = try await daemon.call(.scripts, ScriptsQuestion(of: app))
            if asJSON { return try console.print(json: scripts) }
            guard !scripts.isEmpty else {
                return try console.print(app.map { "\($0) has no scripts" } ?? "no active app has scripts")
            }
            var table = Table(columns: [.text("APP"), .text("SCRIPT"), .text("DESCRIPTION")])
            table.rows = scripts.map {
                [Table.Cell($0.app), Table.Cell($0.name, .strong), Table.Cell($0.description)]
            }
            try console.print(table)
        }
    }
}

/// The words after `dusty scripts`: up to the script's name they are ours, from there on the script's.
struct ScriptWords: Equatable {
    var app: String?
    var script: String?
    var arguments: [String] = []
    var wantsJSON = false
    var wantsHelp = false
    var stack: String?

    init(_ words: [String]) throws {
        var rest = words[...]
        while let word = rest.popFirst() {
            switch word {
            case "--json": wantsJSON = true
            case "-h", "--help": wantsHelp = true
            case "-s", "--stack":
                guard let name = rest.popFirst() else { throw ValidationError("missing value for '\(word) <name>'") }
                stack = name
            case _ where word.hasPrefix("--stack="): stack = String(word.dropFirst("--stack=".count))
            case "--": continue
            case _ where word.hasPrefix("-"): throw ValidationError("unknown option '\(word)'")
            case _ where app == nil: app = word
            default:
                script = word
                arguments = Array(rest.first == "--" ? rest.dropFirst() : rest)
                return
            }
        }
    }
}
