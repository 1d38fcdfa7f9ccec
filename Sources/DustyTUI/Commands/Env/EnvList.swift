import ArgumentParser
import DustyCore

extension Dusty.Env {
    struct List: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List variables that win over the specs.",
            discussion: """
                Values of variables whose names look secret (KEY, TOKEN, PASSWORD, …) are shown as … unless --show is given.

                Example:
                  dusty env list
                  dusty env list api --show
                """
        )

        @Argument(help: "App or service.", completion: CompletionNames.services)
        var name: String?

        @Flag(help: "Show every value.")
        var show = false

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let all = try await daemon.call(.env)
            let chosen = all.filter { name == nil || $0.name == name }.map { show ? $0 : $0.redacted }
            if let name, chosen.isEmpty { try await Self.check(name, daemon) }
            if output.json { return try console.print(json: chosen) }
            guard !chosen.isEmpty else {
                return try console.print("no variables are set" + (name.map { " for \($0)" } ?? ""))
            }
            var table = Table(columns: [.text("NAME"), .text("VARIABLE"), .text("VALUE"), .text("NOTE")])
            table.rows = chosen.flatMap { status in
                status.variables.map { variable in
                    [
                        Table.Cell(status.name, .strong), Table.Cell(variable.name), Table.Cell(variable.value),
                        Table.Cell(status.known ? "" : "not in the specs", .dim),
                    ]
                }
            }
            try console.print(table)
        }

        /// Refuses an unknown name.
        private static func check(_ name: String, _ daemon: any Daemon) async throws {
            // An empty change is the daemon's own check of the name.
            _ = try await daemon.call(.changeEnv, EnvRequest(name: name))
        }
    }
}
