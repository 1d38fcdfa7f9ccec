import ArgumentParser
import DustyCore

extension Dusty.Repos {
    struct Manage: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "manage",
            abstract: "Go back to the managed clone of repos.",
            discussion: """
                Your directory is left as it is.

                Example:
                  dusty repos manage api
                """
        )

        @Argument(help: "Full or short names of repos.", completion: CompletionNames.repos)
        var names: [String] = []

        @Flag(help: "Every repo that is overridden.")
        var all = false

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func validate() throws {
            if names.isEmpty != all { throw ValidationError("either names of repos or --all is needed") }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let names = all ? try await daemon.call(.repos).filter(\.overridden).map(\.name) : names
            guard !names.isEmpty else {
                if output.json { return try console.print(json: try await daemon.call(.repos)) }
                return try console.print("no repo is overridden")
            }
            let changes = names.map { RepoRequest(name: $0, path: nil) }
            let repos = try await daemon.call(.changeRepos, RepoChanges(changes, sshAuthSock: SSHAgent.socketPath()))
            if output.json { return try console.print(json: repos) }
            for name in names { try console.print("\(name) now comes from its managed clone") }
        }
    }
}
