import ArgumentParser
import DustyCore

extension Dusty {
    struct Plan: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "plan",
            abstract: "Show what `up` would do, and touch nothing.",
            discussion: """
                Prints the steps, one a line, with the reason why a container would be replaced. --diff shows how the hosts file, the proxy's \
                configuration, the Compose file and the command files would change. With names it is the plan of `up` with these names. Repos \
                are not updated first: what is planned is what the specs on this host say.

                Example:
                  dusty plan
                  dusty plan --diff api
                  dusty plan --json | jq -r '.actions[].text'
                """
        )

        @Argument(help: "Active apps and services; all when none is named.", completion: CompletionNames.services)
        var names: [String] = []

        @Flag(help: "Show how the texts of files would change, too.")
        var diff = false

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await Self.show(names, asJSON: output.json, diffs: diff, daemon, console)
        }

        /// Asks for the plan and prints it.
        static func show(
            _ names: [String],
            asJSON: Bool,
            diffs: Bool = false,
            _ daemon: any Daemon,
            _ console: Console
        ) async throws {
            let report = try await daemon.call(.plan, PlanQuestion(of: names))
            if asJSON { return try console.print(json: report) }
            try PlanPrinter(report).print(on: console, diffs: diffs)
        }
    }
}
