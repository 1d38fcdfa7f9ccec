import ArgumentParser
import CLibrary
import DustyCore
import Essentials

extension Dusty.Machine {
    struct Create: DaemonCommand {
        static let configuration = CommandConfiguration(
            commandName: "create",
            abstract: "Make a virtual machine and start it, or take one over.",
            discussion: """
                qemu        made and run by Dusty itself, with KVM or HVF where they work
                virtualbox  through VBoxManage, as you
                lima        through limactl, as you

                Without --image Dusty builds one from Debian's packages, once; that
                takes some minutes. What the stack keeps in /persist is on the
                machine's disk and stays until `dusty machine remove`. One that
                could not be made leaves nothing, and one that could not be
                started is tried again by `dusty machine start`.

                Example:
                  dusty machine create vm --kind qemu --memory 4G
                  dusty machine use vm
                  dusty machine create old --kind virtualbox --adopt boot2docker-vm
                """
        )

        @Argument(help: "Name for the machine.")
        var name: String

        @Option(
            help:
                "What runs it: qemu, virtualbox or lima. On a Mac it need not be said: lima if it is there, else virtualbox.",
            completion: .list(["qemu", "virtualbox", "lima"])
        )
        var kind: String?

        @OptionGroup var hardware: HardwareOptions

        @Option(help: ArgumentHelp("A ready image to boot from.", valueName: "file"), completion: .file())
        var image: String?

        @Option(help: ArgumentHelp("Take over the virtual machine of this name.", valueName: "name"))
        var adopt: String?

        @Option(help: ArgumentHelp("Login name there, where it is not the image's.", valueName: "name"))
        var user: String?

        @Option(help: ArgumentHelp("Your private key for the first login.", valueName: "file"), completion: .file())
        var identity: String?

        @Flag(help: "Print the job's events as JSON, one a line; messages for people go to standard error.")
        var json = false

        var printsJSON: Bool { json }

        func validate() throws {
            _ = try Self.kind(kind)
        }

        /// The kind that was asked for, or the usual one of this host. Throws where there is none.
        static func kind(
            _ asked: String?,
            isMac: Bool = Platform.isMac,
            has: (String) -> Bool = ClipboardProgram.isInPath
        ) throws -> String {
            if let asked { return asked }
            guard isMac else { throw ValidationError("give --kind: qemu, virtualbox or lima") }
            return has("limactl") ? "lima" : "virtualbox"
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let job = try await daemon.call(
                .createMachine,
                MachineCreation(
                    name: name,
                    kind: MachineKind(rawValue: try Self.kind(kind)),
                    memory: hardware.memory?.mebibytes,
                    processors: hardware.cpus,
                    disk: hardware.disk?.gibibytes,
                    image: image.map(HomePath.absolute),
                    adopt: adopt,
                    user: user,
                    identity: identity.map(HomePath.absolute),
                    idleMinutes: hardware.idleStop,
                    sshAuthSock: SSHAgent.socketPath()
                )
            )
            try await JobFollowing(daemon: daemon, console: console, asJSON: json).follow(job)
            if !json { try console.print("`dusty machine use \(name)` has the stack live there") }
        }
    }
}
