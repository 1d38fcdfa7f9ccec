import ArgumentParser
import DustyCore

extension Dusty.Bundles {
    struct List: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List every bundle of the specs.",
            discussion: """
                Example:
                  dusty bundles list
                """
        )

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let bundles = try await daemon.call(.bundles)
            if output.json { return try console.print(json: bundles) }
            guard !bundles.isEmpty else { return try console.print("the specs have no bundles") }
            try console.print(Dusty.Bundles.table(of: bundles))
        }
    }
}
