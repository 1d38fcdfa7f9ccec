import ArgumentParser
import CLibrary
import DustyCore

extension Dusty.Machine {
    struct SSH: DaemonCommand {
        static let configuration = CommandConfiguration(
            commandName: "ssh",
            abstract: "Log in to a machine, or run a command there.",
            discussion: """
                With your own keys and agent; as root with Dusty's key. The host must
                show the key that was learned when it was added.

                Example:
                  dusty machine ssh big
                  dusty machine ssh big -- uptime
                """
        )

        @Argument(help: "Name of the machine.", completion: CompletionNames.machines)
        var name: String

        @Argument(parsing: .postTerminator, help: "Behind `--`: a command with its arguments, instead of a login.")
        var command: [String] = []

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let machine = try await Dusty.Machine.find(name, daemon)
            try machine.checkHasRun()
            guard let login = machine.login else {
                throw DustyError(.invalid, "`\(name)` is this host; there is nothing to log in to")
            }
            let arguments = Self.arguments(
                login,
                name: name,
                command: command,
                keyIsReadable: access(login.key, R_OK) == 0
            )
            throw ChildProgram.become(["ssh"] + arguments, missing: HostWords.own.advice("install it", "ssh"))
        }

        /// What ssh is told.
        static func arguments(_ login: MachineLogin, name: String, command: [String], keyIsReadable: Bool) -> [String] {
            var arguments = [
                "-o", "UserKnownHostsFile=\(login.knownHosts)", "-o", "GlobalKnownHostsFile=/dev/null",
                "-o", "StrictHostKeyChecking=yes", "-o", "UpdateHostKeys=no", "-o", "HostKeyAlias=\(name)",
            ]
            if keyIsReadable { arguments += ["-o", "IdentitiesOnly=yes", "-i", login.key] }
            arguments += ["-p", String(login.port), "--", "\(login.user)@\(login.host)"]
            if !command.isEmpty { arguments.append(command.map(ShellWord.quote).joined(separator: " ")) }
            return arguments
        }
    }
}
