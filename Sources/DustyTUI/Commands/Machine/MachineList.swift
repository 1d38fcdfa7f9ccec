import ArgumentParser
import DustyCore

extension Dusty.Machine {
    struct List: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List every machine.",
            discussion: """
                Example:
                  dusty machine list
                """
        )

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let machines = try await daemon.call(.machines)
            if output.json { return try console.print(json: machines) }
            var table = Table(columns: [
                .text(""), .text("NAME"), .text("KIND"), .text("STATE"), .text("LOGIN"), .text("ADDRESS"),
                .text("NOTE"),
            ])
            table.rows = machines.map { machine in
                let status = machine.status
                return [
                    Table.Cell(machine.inUse ? "*" : "", .good), Table.Cell(machine.name, .strong),
                    Table.Cell(machine.kind.rawValue),
                    status.map { Table.Cell($0.state.rawValue, $0.tone) }
                        ?? Table.Cell(machine.inUse ? "" : "not in use", .dim),
                    Table.Cell(machine.login?.target ?? ""), Table.Cell(status?.address ?? ""),
                    Table.Cell(status?.message ?? ""),
                ]
            }
            try console.print(table)
        }
    }
}
