import ArgumentParser
import DustyCore

extension Dusty.Machine {
    struct Set: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "set",
            abstract: "Change memory, processors, disk or idle time of a virtual machine.",
            discussion: """
                What it has of its host changes when it is started next.

                Example:
                  dusty machine set vm --memory 8G --cpus 4
                  dusty machine set vm --idle-stop 30
                """
        )

        @Argument(help: "Name of the machine.", completion: CompletionNames.machines)
        var name: String

        @OptionGroup var hardware: HardwareOptions

        @OptionGroup var output: JSONFlag

        func validate() throws {
            if hardware.memory == nil, hardware.cpus == nil, hardware.disk == nil, hardware.idleStop == nil {
                throw ValidationError("nothing to change", hint: "give --memory, --cpus, --disk or --idle-stop")
            }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let report = try await daemon.call(
                .changeMachine,
                MachineChange(
                    name: name,
                    memory: hardware.memory?.mebibytes,
                    processors: hardware.cpus,
                    disk: hardware.disk?.gibibytes,
                    idleMinutes: hardware.idleStop
                )
            )
            let text = report.machine.hardware.map { "\(name) has \($0.words)" } ?? name
            try Dusty.Machine.tell(report, text, asJSON: output.json, console)
        }
    }
}

extension MachineHardware {
    /// The hardware in a few words.
    var words: String {
        "\(memory) MiB, \(processors) \(processors == 1 ? "processor" : "processors"), \(disk) GiB"
            + (idleMinutes.map { ", stops after \($0) idle minutes" } ?? "")
    }
}
