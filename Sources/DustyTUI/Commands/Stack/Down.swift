import ArgumentParser
import DustyCore

extension Dusty {
    struct Down: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop and remove what Dusty made: containers, network, hosts section.",
            discussion: """
                Repos, data under /persist and settings stay.

                Example:
                  dusty down
                """
        )

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await flags.run(.down, daemon, console)
        }
    }
}
