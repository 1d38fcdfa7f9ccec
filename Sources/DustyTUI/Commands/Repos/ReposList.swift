import ArgumentParser
import DustyCore

extension Dusty.Repos {
    struct List: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "List every repo of the specs, the specs repo included.",
            discussion: """
                Example:
                  dusty repos list
                """
        )

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let repos = try await daemon.call(.repos)
            if output.json { return try console.print(json: repos) }
            try console.print(Dusty.Repos.table(of: repos))
        }
    }
}
