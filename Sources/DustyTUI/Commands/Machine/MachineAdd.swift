import ArgumentParser
import DustyCore
import Essentials

extension Dusty.Machine {
    struct Add: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "add",
            abstract: "Make any Linux host with Docker a machine.",
            discussion: """
                The first login is yours: with your agent, your usual keys or
                --identity. Dusty leaves a key of its own there, by which it keeps one
                connection from then on. The host's key is learned now and must stay
                the same; --fingerprint says which one it must be.

                The stack's ports answer at the host's own address where that can be
                reached from here, so everybody in its network sees them. With
                --forward they are only reached through the connection.

                Example:
                  dusty machine add big --ssh ann@big.example.org
                """
        )

        @Argument(help: "Name for the machine.")
        var name: String

        @Option(help: ArgumentHelp("Where it is: user@host or user@host:port.", valueName: "target"))
        var ssh: String

        @Option(help: ArgumentHelp("Your private key for the first login.", valueName: "file"), completion: .file())
        var identity: String?

        @Option(help: ArgumentHelp("Fingerprint its host key must have: SHA256:….", valueName: "fingerprint"))
        var fingerprint: String?

        @Flag(help: "Reach its ports only through the connection.")
        var forward = false

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let report = try await daemon.call(
                .addMachine,
                MachineRequest(
                    name: name,
                    ssh: ssh,
                    identity: identity.map(HomePath.absolute),
                    fingerprint: fingerprint,
                    forwardOnly: forward,
                    sshAuthSock: SSHAgent.socketPath()
                )
            )
            let text = "\(name) is \(report.machine.login?.target ?? ssh)"
            try Dusty.Machine.tell(report, text, asJSON: output.json, console)
            if !output.json {
                try console.print("  `dusty machine use \(name)` has the stack live there")
            }
        }
    }
}
