import ArgumentParser
import DustyCore

extension Dusty {
    struct Plan: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what `up` would do, and touch nothing.",
            discussion: """
                Prints the steps, with the reason why a container would be replaced, and how the hosts file, the proxy's \
                configuration, the Compose file and the command files would change. Repos are not updated first: what is planned \
                is what the specs on this host say.

                Example:
                  dusty plan
                  dusty plan --json | jq -r '.actions[].text'
                """
        )

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await Self.show(asJSON: output.json, daemon, console)
        }

        /// Asks for the plan and prints it.
        static func show(asJSON: Bool, _ daemon: any Daemon, _ console: Console) async throws {
            let report = try await daemon.call(.plan)
            if asJSON { return try console.print(json: report) }
            try PlanPrinter(report).print(on: console)
        }
    }
}
