import ArgumentParser
import DustyCore

extension Dusty {
    struct Shell: StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "shell",
            abstract: "Open a shell in the container of an app or service, or run a command there.",
            discussion: """
                The shell is bash where the image has it, and sh otherwise. Keys such
                as Ctrl-C and Ctrl-Z go to it. Without a terminal it reads commands
                from standard input. The exit code is the shell's or the command's.

                Example:
                  dusty shell api
                  dusty shell api -- python3 -c 'print("hello")'
                  echo id | dusty shell api
                """
        )

        @Option(name: .shortAndLong, help: "User in the container, a name or uid:gid; its own when absent.")
        var user: String?

        @Argument(help: "App or service.", completion: CompletionNames.services)
        var name: String

        @Argument(parsing: .postTerminator, help: "Behind `--`: a command with its arguments, instead of a shell.")
        var command: [String] = []

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let request = ExecRequest(name: name, arguments: command, user: user)
            try await ContainerProgram(daemon: daemon, console: console).run(request)
        }
    }
}
