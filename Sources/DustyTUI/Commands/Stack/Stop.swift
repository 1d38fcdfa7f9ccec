import ArgumentParser
import DustyCore

extension Dusty {
    struct Stop: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "stop",
            abstract: "Stop apps and services; `dusty up` starts them again.",
            discussion: """
                Without names every app and service is stopped. Nothing is removed unless --rm says so.

                Example:
                  dusty stop worker
                  dusty stop --rm
                """
        )

        @Argument(help: "Apps and services.", completion: CompletionNames.services)
        var names: [String] = []

        @Flag(name: .customLong("rm"), help: "Remove their containers as well.")
        var remove = false

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await flags.run(.stop(names, remove: remove), daemon, console)
        }
    }
}
