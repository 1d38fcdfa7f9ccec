import ArgumentParser
import CLibrary
import DustyCore

/// A command that asks the daemon: it parses, calls the daemon, prints.
protocol DaemonCommand: AsyncParsableCommand {
    /// Whether it prints JSON for programs, which get texts unchanged, and not lines for users.
    var printsJSON: Bool { get }
    /// Whether it prints nothing but errors and what was asked for.
    var isQuiet: Bool { get }

    /// Does the command's work. Tests give it a daemon and a console of their own.
    func run(_ daemon: any Daemon, _ console: Console) async throws
}

extension DaemonCommand {
    /// False, for commands without that option.
    var printsJSON: Bool { false }
    /// No, as those without a switch for it.
    var isQuiet: Bool { false }

    /// Does the command's work with the daemon that the environment names.
    func run() async throws {
        try await run(HTTPDaemon(socketPath: HTTPDaemon.socketPath(), keepsTexts: printsJSON), .standard())
    }
}

/// A command that prints facts.
protocol FactsCommand: DaemonCommand {
    var output: JSONFlag { get }
}

extension FactsCommand {
    var printsJSON: Bool { output.json }
}

/// A command that runs a job.
protocol JobCommand: DaemonCommand {
    var flags: JobFlags { get }
}

extension JobCommand {
    var printsJSON: Bool { flags.json }
    var isQuiet: Bool { flags.quiet }
}

/// A command for one stack.
protocol StackCommand: DaemonCommand {
    associatedtype Naming: StackNaming
    /// The option that names it.
    var stack: Naming { get }
    /// The given name; nil for none.
    var namedStack: String? { get }
    /// What it does while there is no daemon.
    var need: DaemonNeed { get }
}

/// What happens to a command that finds no daemon.
enum DaemonNeed {
    /// It fails.
    case always
    /// It says so, or waits for one.
    case later
    /// It asks none.
    case never
}

extension StackCommand {
    var namedStack: String? { stack.name }
    var need: DaemonNeed { .always }

    /// Does the command's work on the selected stack, and prints its name unless it is the daemon's own.
    func run() async throws {
        let socket = HTTPDaemon.socketPath()
        var console = Console.standard()
        let name = try await sayingThatItWaits(console) {
            try await selected(by: StackSelection(named: namedStack), HTTPDaemon(socketPath: socket))
        }
        console.stack = name
        if let name {
            // Programs started from here use the same stack, in whatever directory.
            setenv(StackSelection.variable, name, 1)
            if name != StackNames.standardName, !isQuiet {
                try console.print("stack \(console.shown(name))", to: .error)
            }
        }
        do {
            try await run(HTTPDaemon(socketPath: socket, stack: name, keepsTexts: printsJSON), console)
        } catch let error as DustyError { throw error.hinting(at: name) }
    }

    /// Prints a line if `body`, which asks the daemon, takes long, so that the screen does not stay empty.
    private func sayingThatItWaits<Value>(_ console: Console, _ body: () async throws -> Value) async throws -> Value {
        let waiting = Task {
            try await Task.sleep(for: .seconds(5))
            try console.print("the daemon does not answer yet; waiting for it", to: .error)
        }
        defer { waiting.cancel() }
        return try await body()
    }

    private func selected(by selection: StackSelection, _ daemon: any Daemon) async throws -> String? {
        guard need != .never else { return selection.spoken }
        do { return try await selection.name(asking: daemon) } catch let error as DustyError {
            guard need == .later, [.unavailable, .forbidden].contains(error.code) else { throw error }
            return nil
        }
    }
}

/// An option that names a stack.
protocol StackNaming: ParsableArguments {
    var name: String? { get }
}

/// The option of every command for a stack.
struct StackOption: StackNaming {
    @Option(
        name: [.customShort("s"), .customLong("stack")],
        help: StackOption.help,
        completion: CompletionNames.stacks
    )
    var name: String?

    static let help = ArgumentHelp("The stack that is meant, if not that of this directory.", valueName: "name")
}

/// The same for commands whose last words are those of another program. ArgumentParser takes the value of a group that
/// `dusty` itself has from there, and reading stops there at the name of such a command.
struct StackOptionBeforeWords: StackNaming {
    @Option(
        name: [.customShort("s"), .customLong("stack")],
        help: StackOption.help,
        completion: CompletionNames.stacks
    )
    var name: String?
}

/// The option of every command that prints facts.
struct JSONFlag: ParsableArguments {
    @Flag(help: "Print JSON; messages for people go to standard error.")
    var json = false
}

/// The option of every command that runs a job.
struct JobFlags: ParsableArguments {
    @Flag(help: "Print the job's events as JSON, one a line; messages for people go to standard error.")
    var json = false

    @Flag(help: "Wait behind a running job instead of being refused.")
    var queue = false

    @Flag(name: .shortAndLong, help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        if json, quiet { throw ValidationError("--json and --quiet exclude each other") }
    }

    /// Requests a job with these options and the caller's SSH agent, and follows it.
    func run(_ operation: Job.Operation, _ daemon: any Daemon, _ console: Console) async throws {
        let request = JobRequest(operation, queue: queue, sshAuthSock: SSHAgent.socketPath())
        try await JobFollowing(daemon: daemon, console: console, asJSON: json, isQuiet: quiet).run(request)
    }
}
