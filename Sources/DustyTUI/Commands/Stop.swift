import ArgumentParser
import DustyCore

extension Dusty {
    struct Stop: DaemonCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop apps and services; `dusty up` starts them again.",
            discussion: """
                Without names every app and service is stopped. Nothing is removed.

                Example:
                  dusty stop worker
                """
        )

        @Argument(help: "Apps and services.", completion: CompletionNames.services)
        var names: [String] = []

        @OptionGroup var flags: JobFlags

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await flags.run(.stop, names, daemon, console)
        }
    }
}
