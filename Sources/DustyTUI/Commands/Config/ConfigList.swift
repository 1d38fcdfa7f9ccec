import ArgumentParser
import DustyCore

extension Dusty.Config {
    struct List: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List every setting: what it means, its value, and what changes it.",
            discussion: """
                Example:
                  dusty config list
                """
        )

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let settings = try await daemon.call(.config)
            if output.json { return try console.print(json: settings) }
            var table = Table(columns: [
                .text("KEY"), .text("TYPE"), .text("VALUE"), .text("MEANING"), .text("CHANGED BY"),
            ])
            table.rows = settings.map { setting in
                let value = setting.value ?? setting.items?.joined(separator: ", ") ?? ""
                return [
                    Table.Cell(setting.key, .strong), Table.Cell(setting.type.rawValue, .dim),
                    value.isEmpty ? Table.Cell("none", .dim) : Table.Cell(value),
                    Table.Cell(setting.summary), Table.Cell(setting.command, .accent),
                ]
            }
            try console.print(table)
        }
    }
}
