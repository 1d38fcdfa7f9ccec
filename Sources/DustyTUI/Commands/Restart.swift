import ArgumentParser
import DustyCore

extension Dusty {
    struct Restart: DaemonCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sync code, then restart apps and services.",
            discussion: """
                Without names every active app and service is restarted.

                Example:
                  dusty restart api worker
                """
        )

        @Argument(help: "Apps and services.", completion: CompletionNames.services)
        var names: [String] = []

        @OptionGroup var flags: JobFlags

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await flags.run(.restart, names, daemon, console)
        }
    }
}
