import ArgumentParser
import DustyCore

extension Dusty {
    struct PauseContainers: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "pause",
            abstract: "Freeze apps and services in the middle of their work.",
            discussion: """
                They keep their memory and connections, and answer nothing until `dusty unpause` or `dusty up` lets them go on. Without \
                names every app and service that runs is paused.

                Example:
                  dusty pause worker
                """
        )

        @Argument(help: "Apps and services.", completion: CompletionNames.services)
        var names: [String] = []

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await flags.run(.pause(names), daemon, console)
        }
    }

    struct Unpause: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "unpause",
            abstract: "Let apps and services go on that are paused.",
            discussion: """
                Without names every paused app and service goes on.

                Example:
                  dusty unpause worker
                """
        )

        @Argument(help: "Apps and services.", completion: CompletionNames.services)
        var names: [String] = []

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await flags.run(.unpause(names), daemon, console)
        }
    }
}
