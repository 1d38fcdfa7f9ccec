import ArgumentParser
import DustyCore

extension Dusty.Machine {
    struct Stop: JobCommand {
        static let configuration = CommandConfiguration(
            commandName: "stop",
            abstract: "Shut a virtual machine down.",
            discussion: """
                On the machine that the stack lives on every app and service is
                stopped first. `dusty up` starts everything again.

                Example:
                  dusty machine stop vm
                """
        )

        @Argument(help: "Name of the machine.", completion: CompletionNames.machines)
        var name: String

        @OptionGroup var flags: JobFlags

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let machine = try await Dusty.Machine.find(name, daemon)
            if machine.inUse, machine.hardware != nil { return try await flags.run(.shutdown, daemon, console) }
            try await flags.run(.machineStop(name), daemon, console)
        }
    }
}
