import ArgumentParser
import DustyCore

extension Dusty.Machine {
    struct Start: JobCommand {
        static let configuration = CommandConfiguration(
            commandName: "start",
            abstract: "Start a virtual machine.",
            discussion: """
                `dusty up` does it by itself for the machine that the stack lives on.

                Example:
                  dusty machine start vm
                """
        )

        @Argument(help: "Name of the machine.", completion: CompletionNames.machines)
        var name: String

        @OptionGroup var flags: JobFlags

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await flags.run(.machineStart(name), daemon, console)
        }
    }
}
