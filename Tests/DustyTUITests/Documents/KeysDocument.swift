import DustyTerminal

@testable import DustyTUI

/// The page on the dashboard's keys and commands, made of the tables that the dashboard itself goes by.
enum KeysDocument {
    static func text() -> String {
        let contexts = KeyMap.Context.allCases.map { context in
            let rows = DashboardCommand.all.filter { $0.place == context && !$0.keys.isEmpty }.map { row in
                "| \(row.keys.map { "`\($0.name)`" }.joined(separator: " ")) | \(escaped(row.help)) |"
            }
            return "## \(context.rawValue)\n\n| key | does |\n|---|---|\n" + rows.joined(separator: "\n") + "\n"
        }
        let commands = PaletteCommand.all.map { "| `\($0.usage)` | \(escaped($0.summary)) |" }
        return """
            <!-- Generated from the dashboard's key table by the tests; see GeneratedDocumentsTests. -->
            # Keys of the dashboard

            A key is looked up in the innermost place first: in the log, then anywhere. `?` shows the same on the screen.

            \(contexts.joined(separator: "\n"))
            ## Commands

            `:` opens a line for commands. A few letters find one, Tab completes it and the names after it, Enter runs what is chosen,
            Up brings back what was run before. Without names a command works on the marked rows, else on the selected one.

            | command | does |
            |---|---|
            \(commands.joined(separator: "\n"))

            """
    }

    private static func escaped(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
}
