import ArgumentParser
import DustyCore

extension Dusty.Machine {
    struct Remove: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "remove",
            abstract: "Forget a machine; a virtual one that Dusty made is removed with its disk.",
            discussion: """
                What is on a host of its own, or on a virtual machine that was there
                before Dusty, stays; Dusty's key is taken away there when it answers.
                Save what is in /persist first: `dusty disk backup`.

                Example:
                  dusty machine remove big
                """
        )

        @Argument(help: "Name of the machine.", completion: CompletionNames.machines)
        var name: String

        @Flag(help: "Forget it here although it, or what runs it, does not answer.")
        var force = false

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let report = try await daemon.call(.removeMachine, MachineChoice(name: name, force: force))
            try Dusty.Machine.tell(report, "forgot \(name)", asJSON: output.json, console)
        }
    }
}
