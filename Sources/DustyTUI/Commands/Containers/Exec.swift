import ArgumentParser
import DustyCore

extension Dusty {
    struct Exec: StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "exec",
            abstract: "Run a command in the container of an app or service, as `docker compose exec` does.",
            usage: "dusty exec [<options>] <name> <command> ...",
            discussion: """
                It is `dusty shell NAME -- COMMAND` for those used to Compose. The command has a terminal when there is one. Options come before \
                NAME; what follows is the command's as it is.

                Example:
                  dusty exec api ls /tmp
                  dusty exec -e DEBUG=1 -w /tmp api env
                """
        )

        @OptionGroup var program: ProgramOptions

        @Argument(help: "App or service.", completion: CompletionNames.services)
        var name: String

        @Argument(parsing: .captureForPassthrough, help: "A command with its arguments.")
        var command: [String]

        @OptionGroup var stack: StackOptionBeforeWords

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            if program.needsFeature {
                try await DaemonFeature.check(daemon, VersionInfo.prepare, instead: "dusty shell \(name)")
            }
            let request = try program.request(name, command)
            try await ContainerProgram(daemon: daemon, console: console, wantsTerminal: !program.noTTY).run(request)
        }
    }
}
