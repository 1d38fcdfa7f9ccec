import ArgumentParser
import DustyCore

extension Dusty {
    struct Machine: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "machine",
            abstract:
                "Choose the machine that the stack lives on: this host, a Linux host by SSH, or a virtual machine.",
            subcommands: [
                List.self, Show.self, Add.self, Create.self, Set.self, Start.self, Stop.self, Use.self, Remove.self,
                SSH.self, Env.self,
            ],
            defaultSubcommand: List.self
        )

        /// A machine by name, the one in use when nil. Throws when there is none of that name.
        static func find(_ name: String?, _ daemon: any Daemon) async throws -> MachineInfo {
            let all = try await daemon.call(.machines)
            guard let machine = all.first(where: { name == nil ? $0.inUse : $0.name == name }) else {
                throw DustyError.unknown(name ?? "", among: all.map(\.name))
            }
            return machine
        }

        /// Prints what was done.
        static func tell(_ report: MachineReport, _ text: String, asJSON: Bool, _ console: Console) throws {
            if asJSON { return try console.print(json: report) }
            try console.print(text)
            for note in report.notes { try console.print("  " + note) }
        }
    }
}

extension MachineInfo {
    /// Throws for a virtual machine that has never run, so that its login is not known yet.
    func checkHasRun() throws {
        guard login == nil, hardware != nil else { return }
        throw DustyError(
            .conflict,
            "the machine `\(name)` has never run",
            hint: "`dusty machine start \(name)` starts it"
        )
    }
}

extension MachineLogin {
    /// As `machine add` takes it.
    var target: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "\(user)@\(name)" + (port == 22 ? "" : ":\(port)")
    }
}
