import ArgumentParser
import DustyCore

extension Dusty.Bundles {
    struct Activate: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "activate",
            abstract: "Add bundles to those that run.",
            discussion: """
                Nothing starts or stops before the next `dusty up`.

                Example:
                  dusty bundles activate shop
                  dusty bundles activate --only shop
                """
        )

        @Argument(help: "Bundles.", completion: CompletionNames.bundles)
        var names: [String]

        @Flag(help: "Deactivate every other bundle.")
        var only = false

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let request = BundleRequest(names: names, active: true, only: only)
            try await Dusty.Bundles.change(request, of: stack.name, asJSON: output.json, daemon, console)
        }
    }
}
