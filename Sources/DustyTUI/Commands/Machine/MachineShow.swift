import ArgumentParser
import DustyCore

extension Dusty.Machine {
    struct Show: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show one machine: state, address, load, memory, disk, engine, host keys.",
            discussion: """
                Without a name it is the machine in use.

                Example:
                  dusty machine show big
                """
        )

        @Argument(help: "Name of the machine.", completion: CompletionNames.machines)
        var name: String?

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let machine = try await Dusty.Machine.find(name, daemon)
            if output.json { return try console.print(json: machine) }
            var table = Table(columns: [.text("MACHINE"), .text(machine.name)])
            table.rows = Self.facts(machine).map { [Table.Cell($0.0, .dim), Table.Cell($0.1)] }
            try console.print(table)
        }

        private static func facts(_ machine: MachineInfo) -> [(String, String)] {
            var facts = [("kind", machine.kind.rawValue), ("in use", machine.inUse ? "yes" : "no")]
            func add(_ name: String, _ value: String?) {
                if let value { facts.append((name, value)) }
            }
            if let hardware = machine.hardware {
                let waits = hardware.waitsForStart ? ", when it is started next" : ""
                add("hardware", hardware.words + waits)
                add("taken over", hardware.adopted)
            }
            if let status = machine.status {
                add("state", "\(status.state)" + (status.since.map { " since \($0)" } ?? ""))
                add("reason", status.message)
                add("address", status.address)
                add("system", status.system)
                add("up since", status.startedAt.map { "\($0)" })
                let cpus = status.cpuCount.map { " of \($0) processors" } ?? ""
                add(
                    "cpu",
                    status.cpuPercent.map { Measure.percent($0) + cpus } ?? status.cpuCount.map { "\($0) processors" }
                )
                add("memory", amount(status.memoryBytes, status.memoryTotalBytes))
                add("containers", status.containerMemoryBytes.map { "\(Measure.bytes($0)) of the memory" })
                add("disk", amount(status.diskBytes, status.diskTotalBytes))
                add("persist", status.persistBytes.map { "\(Measure.bytes($0)) of the disk" })
                add("clock", status.clockSkewSeconds.map(clock))
            }
            add("engine", machine.engine)
            add("login", machine.login?.target)
            for fingerprint in machine.login?.fingerprints ?? [] { add("host key", fingerprint) }
            if machine.login?.forwardOnly == true { add("ports", "only through the connection") }
            add("files", machine.root)
            return facts
        }

        private static func clock(_ skew: Double) -> String {
            abs(skew) < 2
                ? "agrees with this host's" : "\(Int(abs(skew))) s \(skew < 0 ? "behind" : "ahead of") this host's"
        }

        private static func amount(_ used: Int64?, _ total: Int64?) -> String? {
            guard let used, let total else { return nil }
            return "\(Measure.bytes(used)) of \(Measure.bytes(total))"
        }
    }
}
