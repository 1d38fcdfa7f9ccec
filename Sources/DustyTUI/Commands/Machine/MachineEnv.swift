import ArgumentParser
import CLibrary
import DustyCore

extension Dusty.Machine {
    struct Env: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "env",
            abstract: "Print what points a plain docker client at a machine, for a shell to read.",
            discussion: """
                As root it is the socket at the end of Dusty's own connection, for
                everybody else a login of their own.

                Example:
                  eval "$(dusty machine env)"
                """
        )

        @Argument(help: "Name of the machine; the one in use when absent.", completion: CompletionNames.machines)
        var name: String?

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let machine = try await Dusty.Machine.find(name, daemon)
            try machine.checkHasRun()
            let host = Self.host(machine, isRoot: geteuid() == 0)
            if output.json { return try console.print(json: ["DOCKER_HOST": host]) }
            try console.print(host.map { "export DOCKER_HOST=\(ShellWord.quote($0))" } ?? "unset DOCKER_HOST")
        }

        /// The value of `DOCKER_HOST`; nil for this host.
        static func host(_ machine: MachineInfo, isRoot: Bool) -> String? {
            guard let login = machine.login else { return nil }
            if isRoot, let socket = machine.engineSocket { return "unix://\(socket)" }
            let name = login.host.contains(":") ? "[\(login.host)]" : login.host
            return "ssh://\(login.user)@\(name):\(login.port)"
        }
    }
}
