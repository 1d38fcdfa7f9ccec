import ArgumentParser
import DustyCore

extension Dusty.Machine {
    struct Use: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "use",
            abstract: "Have the stack live on a machine from now on.",
            discussion: """
                Refused while the stack runs on another one, and for a machine that
                does not let Dusty in. `local` is always there. Nothing is moved: data in
                /persist stay where they are, assets go along with the next `up`. The
                daemon restarts for this, within a second.

                Example:
                  dusty machine use big
                """
        )

        @Argument(help: "Name of the machine.", completion: CompletionNames.machines)
        var name: String

        @Flag(help: "Although the stack may run on the other, or the machine does not answer.")
        var force = false

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            var report = try await daemon.call(.useMachine, MachineChoice(name: name, force: force))
            if report.restarts { report.machine = try await awaitUse(daemon) }
            try Dusty.Machine.tell(
                report,
                "the stack lives on \(name) now",
                asJSON: output.json,
                console
            )
        }

        /// Waits until the daemon has restarted.
        private func awaitUse(_ daemon: any Daemon) async throws -> MachineInfo {
            for _ in 0..<300 {
                if let machine = try? await Dusty.Machine.find(name, daemon), machine.inUse,
                    machine.status?.state != .connecting
                {
                    return machine
                }
                try await Task.sleep(for: .milliseconds(100))
            }
            throw DustyError(
                .unavailable,
                "the daemon did not come back with the machine \(name) within 30 s",
                hint: "see its log: \(HostWords.own.daemonLog)"
            )
        }
    }
}
