import ArgumentParser
import DustyCore

extension Dusty {
    struct Sync: DaemonCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy code to the machine, deleting what is gone.",
            discussion: """
                Without names every repo in use is synced.

                Example:
                  dusty sync api shopkit
                """
        )

        @Argument(help: "Repos, apps or libs.", completion: CompletionNames.synced)
        var names: [String] = []

        @OptionGroup var flags: JobFlags

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await flags.run(.sync, names, daemon, console)
        }
    }
}
