import ArgumentParser
import DustyCore

extension Dusty.Bundles {
    struct Deactivate: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "deactivate",
            abstract: "Take bundles out of those that run.",
            discussion: """
                Nothing starts or stops before the next `dusty up`.

                Example:
                  dusty bundles deactivate shop
                """
        )

        @Argument(help: "Bundles.", completion: CompletionNames.bundles)
        var names: [String]

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let request = BundleRequest(names: names, active: false)
            try await Dusty.Bundles.change(request, of: stack.name, asJSON: output.json, daemon, console)
        }
    }
}
