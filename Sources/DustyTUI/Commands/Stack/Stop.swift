import ArgumentParser
import DustyCore

extension Dusty {
    struct Stop: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "stop",
            abstract: "Stop apps and services; `dusty up` starts them again.",
            discussion: """
                Without names every app and service is stopped. Nothing is removed unless --rm says so. When other stacks share one of them, \
                they are named and you are asked.

                Example:
                  dusty stop worker
                  dusty stop --rm
                """
        )

        @Argument(help: "Apps and services.", completion: CompletionNames.services)
        var names: [String] = []

        @Flag(name: .customLong("rm"), help: "Remove their containers as well.")
        var remove = false

        @OptionGroup var consent: Consent

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await Sharing(daemon).ask("Stop all the same?", about: names, consent, console)
            try await flags.run(.stop(names, remove: remove), daemon, console)
        }
    }
}
