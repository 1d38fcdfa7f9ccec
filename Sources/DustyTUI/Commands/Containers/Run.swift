import ArgumentParser
import DustyCore
import Essentials

extension Dusty {
    struct Run: StackCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a command in a new container of an app or service, which goes afterwards.",
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

        // As everybody types who is used to Compose: it is always so.
        @Flag(help: .hidden)
        var rm = false

        @Argument(help: "App or service.", completion: CompletionNames.services)
        var name: String

        @Argument(parsing: .captureForPassthrough, help: "A command with its arguments.")
        var command: [String] = []

        @OptionGroup var stack: StackOptionBeforeWords

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await ProgramOptions.check(daemon, feature: VersionInfo.prepare, instead: "dusty exec \(name) …")
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

/// What can be said about a program in a container.
struct ProgramOptions: ParsableArguments {
    @Option(name: .shortAndLong, help: "User in the container, a name or uid:gid; its own when absent.")
    var user: String?

    @Option(
        name: [.customShort("e"), .customLong("env")],
        help: ArgumentHelp(
            "A variable for the command, or the name of one that has the value it has here; may be repeated.",
            valueName: "name=value"
        )
    )
    var variables: [String] = []

    @Option(name: .shortAndLong, help: "Directory in the container that the command begins in.")
    var workdir: String?

    @Flag(
        name: [.customShort("T"), .customLong("no-tty")],
        help: "Give the command no terminal, even if there is one."
    )
    var noTTY = false

    @Flag(name: [.customShort("i"), .customShort("t")], help: .hidden)
    var isInteractive = false

    /// The request to run a command that is written behind a name, with these options.
    func request(_ name: String, _ command: [String]) throws -> ExecRequest {
        let words = command.first == "--" ? Array(command.dropFirst()) : command
        return ExecRequest(
            name: name,
            arguments: words,
            user: user,
            environment: try variables.compactMap(Self.assignment),
            directory: workdir
        )
    }

    /// Whether anything is asked for that a daemon without the feature would ignore.
    var needsFeature: Bool { !variables.isEmpty || workdir != nil }

    /// As Compose reads it: a name without a value means the caller's own, and nothing where there is none.
    private static func assignment(_ text: String) throws -> String? {
        guard let first = text.first, first != "=" else {
            throw ValidationError("-e takes NAME=VALUE or NAME, not `\(text)`")
        }
        if text.contains("=") { return text }
        return ProcessInfo.processInfo.environment[text].map { "\(text)=\($0)" }
    }

    /// Throws when the daemon is of a version without this.
    static func check(_ daemon: any Daemon, feature: String, instead: String) async throws {
        let running = try await daemon.call(.version)
        guard running.features?.contains(feature) != true else { return }
        throw DustyError(
            .conflict,
            "the daemon is of version \(running.version), which cannot do this",
            hint: "replace it by this version: `dusty upgrade`; until then, in the container that is there: "
                + "`\(instead)`"
        )
    }
}
