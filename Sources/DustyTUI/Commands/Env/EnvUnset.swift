import ArgumentParser
import DustyCore

extension Dusty.Env {
    struct Unset: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "unset",
            abstract: "Go back to what the specs say.",
            discussion: """
                Example:
                  dusty env unset api LOG_LEVEL
                  dusty env unset api --all
                """
        )

        @Argument(help: "App or service.", completion: CompletionNames.services)
        var name: String

        @Argument(help: "Variables.")
        var variables: [String] = []

        @Flag(help: "Every variable it has.")
        var all = false

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func validate() throws {
            if variables.isEmpty != all { throw ValidationError("either names of variables or --all is needed") }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let request = EnvRequest(name: name, unset: variables, unsetAll: all)
            try Dusty.Env.tell(name, try await daemon.call(.changeEnv, request), asJSON: output.json, console)
        }
    }
}
