import ArgumentParser
import DustyCore
import Essentials

extension Dusty.Repos {
    struct From: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "from",
            abstract: "Override every repo that has a directory of its short name here.",
            discussion: """
                Example:
                  dusty repos from ~/src
                """
        )

        @Argument(help: "Directory with directories named as repos.", completion: .directory)
        var directory: String

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let directory = try OverrideDirectory.absolute(directory)
            let found = try await daemon.call(.repos).map { ($0.name, "\(directory)/\($0.shortName)") }
                .filter { FileManager.default.isDirectory($0.1) }
            guard !found.isEmpty else {
                throw DustyError(
                    .notFound,
                    "no directory in \(directory) is named as a repo",
                    hint: "see the short names: `dusty repos list`"
                )
            }
            let changes = try found.map { RepoRequest(name: $0.0, path: try OverrideDirectory.absolute($0.1)) }
            let repos = try await daemon.call(.changeRepos, RepoChanges(changes, sshAuthSock: SSHAgent.socketPath()))
            if output.json { return try console.print(json: repos) }
            for change in changes {
                try console.print("\(change.name) now comes from \(change.path ?? "")")
            }
        }
    }
}
