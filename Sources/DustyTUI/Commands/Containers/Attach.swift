import ArgumentParser
import DustyCore

extension Dusty {
    struct Attach: StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "attach",
            abstract: "Attach to the own process of an app or service: to its input, its output and its terminal.",
            discussion: """
                For a console, a debugger or anything else that waits for input there; `dusty shell` opens a shell beside it, and `dusty logs -f` \
                only looks. The process goes on when you leave, or are cut off: keys Ctrl-p Ctrl-q, or those of --detach-keys, leave a terminal, \
                Ctrl-c what has none. The spec needs `stdin_open: true`, and `tty: true` for a terminal.

                Example:
                  dusty attach api
                """
        )

        @Argument(help: "App or service.", completion: CompletionNames.services)
        var name: String

        @Option(
            help: ArgumentHelp(
                "Keys that leave a terminal, such as ctrl-x,x; ctrl-p,ctrl-q when absent.",
                discussion: "Separated by commas, each a character or `ctrl-` and a letter or one of @[\\]^_."
            )
        )
        var detachKeys: LeaveKeys?

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await ContainerProgram(daemon: daemon, console: console).attachToOwnProcess(
                of: name,
                leave: detachKeys ?? LeaveKeys()
            )
        }
    }
}
