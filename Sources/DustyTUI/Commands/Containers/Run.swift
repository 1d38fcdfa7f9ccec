import ArgumentParser
import DustyCore

extension Dusty {
    struct Run: StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "run",
            abstract: "Run a command in a new container of an app or service, which is removed afterwards.",
            usage: "dusty run [<options>] <name> [--] [<command> ...]",
            discussion: """
                The container is made as the specs are now, whether NAME is up, stopped or was never started, and the one that it may have is left \
                alone: the same image, code, variables, volumes, network, directory and user, and what image or spec have as entrypoint; no port \
                is published, and no host name leads to it. What commands have installed in the other container is not in this one: for that \
                there are `dusty exec` and `dusty scripts`. Without a command the definition's own runs.

                What NAME needs is started first and waited for, unless --no-deps says otherwise; it stays up afterwards.

                Keys and signals go to the command, and the exit code is the command's. The container is removed at its end, also when this \
                program or the daemon is killed. Options come before NAME; what follows is the command's as it is, but for one `--`.

                Example:
                  dusty run api python manage.py migrate
                  dusty run -e RAILS_ENV=test web bin/rails db:prepare
                  dusty run --no-deps --entrypoint sh api -c 'ls -l'
                """
        )

        @OptionGroup var program: ProgramOptions

        @Option(help: "Words to run in place of the entrypoint of image or spec, before the command.")
        var entrypoint: String?

        @Flag(name: .customLong("no-deps"), help: "Start nothing that NAME needs.")
        var noDependencies = false

        // Typed by habit by those used to Compose; it is always so.
        @Flag(help: .hidden)
        var rm = false

        @Argument(help: "App or service.", completion: CompletionNames.services)
        var name: String

        @Argument(parsing: .captureForPassthrough, help: "A command with its arguments.")
        var command: [String] = []

        @OptionGroup var stack: StackOptionBeforeWords

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await DaemonFeature.check(daemon, VersionInfo.prepare, instead: "dusty exec \(name) …")
            var request = try program.request(name, command)
            request.oneOff = true
            request.entrypoint = try entrypoint.map { try ShellWord.split($0) }
            let work = JobRequest(
                .prepare(name, dependencies: !noDependencies),
                queue: true,
                sshAuthSock: SSHAgent.socketPath()
            )
            try await JobFollowing(daemon: daemon, console: console, asJSON: false, isAside: true).run(work)
            try await ContainerProgram(daemon: daemon, console: console, wantsTerminal: !program.noTTY).run(request)
        }
    }
}
