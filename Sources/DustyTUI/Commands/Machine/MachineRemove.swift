import ArgumentParser
import DustyCore

extension Dusty.Machine {
    struct Remove: DaemonCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget a machine; what is on it stays there.",
            discussion: """
                Dusty's key is taken away there when the machine answers.

                Example:
                  dusty machine remove big
                """
        )

        @Argument(help: "Name of the machine.", completion: CompletionNames.machines)
        var name: String

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let report = try await daemon.removeMachine(MachineChoice(name: name))
            try Dusty.Machine.tell(report, "forgot \(console.shown(name))", asJSON: output.json, console)
        }
    }
}
