import ArgumentParser
import DustyCore

extension Dusty {
    struct Shutdown: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "shutdown",
            abstract: "Stop every app and service, then the machine.",
            discussion: """
                A machine that is this host keeps running. `dusty up` starts everything again.

                Example:
                  dusty shutdown
                """
        )

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await flags.run(.shutdown, daemon, console)
        }
    }
}
