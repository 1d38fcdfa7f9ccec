import ArgumentParser
import DustyCore

extension Dusty.Repos {
    struct Override: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "override",
            abstract: "Use a directory of yours instead of the managed clone of a repo.",
            discussion: """
                Example:
                  dusty repos override api ~/src/api
                """
        )

        @Argument(help: "Full or short name of the repo.", completion: CompletionNames.repos)
        var name: String

        @Argument(help: "Directory with the code.", completion: .directory)
        var path: String

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let path = try OverrideDirectory.absolute(path)
            let repos = try await daemon.call(.changeRepo, RepoRequest(name: name, path: path))
            if output.json { return try console.print(json: repos) }
            try console.print("\(name) now comes from \(path)")
        }
    }
}
