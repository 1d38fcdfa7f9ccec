import ArgumentParser
import DustyCore

extension Dusty {
    struct Run: StackCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a command in a new container of an app or service, which goes afterwards.",
            usage: "dusty run [<options>] <name> [--] [<command> ...]",
            discussion: """
                The container is like the one that `dusty up` made: its image, variables, volumes, network, directory and user, and what its image \
                or spec has as entrypoint; no port is published, and no host name leads to it. What commands have installed in the other \
                container is not in this one: for that there are `dusty shell` and `dusty scripts`. Without a command the definition's own runs. \
                What NAME depends on is not started.

                Keys and signals go to the command, and the exit code is the command's. The container is removed at its end, also when this \
                program or the daemon is killed. Options come before NAME; what follows is the command's as it is, but for one `--`.

                Example:
                  dusty run api python manage.py migrate
                  dusty run -u root postgres -- psql -h postgres -U shop
                """
        )

        @Option(name: .shortAndLong, help: "User in the container, a name or uid:gid; its own when absent.")
        var user: String?

        @Argument(help: "App or service.", completion: CompletionNames.services)
        var name: String

        @Argument(parsing: .captureForPassthrough, help: "A command with its arguments.")
        var command: [String] = []

        @OptionGroup var stack: StackOptionBeforeWords

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let running = try await daemon.call(.version)
            guard running.features?.contains(VersionInfo.oneOff) == true else {
                throw DustyError(
                    .conflict,
                    "the daemon is of version \(running.version), which would run this in the container that is there",
                    hint:
                        "replace it by this version: `dusty upgrade`; to run it in that container: `dusty exec \(name) …`"
                )
            }
            let words = command.first == "--" ? Array(command.dropFirst()) : command
            let request = ExecRequest(name: name, arguments: words, user: user, oneOff: true)
            try await ContainerProgram(daemon: daemon, console: console).run(request)
        }
    }
}
