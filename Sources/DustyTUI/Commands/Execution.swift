import ArgumentParser
import CLibrary
import Dispatch
import DustyCore

/// Runs a command line to its exit code.
enum Execution {
    /// Parses and runs; every error becomes a message and a code.
    static func run(_ typed: [String], console: Console = .standard()) async -> ExitCode {
        // As users of many programs have it.
        let typed = typed == ["-v"] ? ["--version"] : typed
        let arguments = StackSelection.withoutLeading(typed) { setenv(StackSelection.variable, $0, 1) }
        let named = arguments.first == "help" ? Array(arguments.dropFirst()) : arguments
        if let unknown = UnknownCommand(named, commands: Self.commands) {
            report(unknown.error(among: Self.commands), arguments, console)
            return Exit.usage
        }
        do {
            let command = try Dusty.parseAsRoot(arguments)
            if command is Dusty || (command as? Dusty.Top)?.opensDashboard == true {
                // The dashboard takes Ctrl-C as a key.
                try await perform(arguments)
            } else {
                try await Interruption.cancelling { try await perform(arguments) }
            }
            return .success
        } catch {
            return code(for: error, arguments, console)
        }
    }

    /// Names of all commands, including those that only shells call.
    private static var commands: [String] {
        let configuration = Dusty.configuration
        let listed = configuration.subcommands + configuration.groupedSubcommands.flatMap(\.subcommands)
        return listed.map { $0._commandName } + listed.flatMap { $0.configuration.aliases } + ["completion-script"]
    }

    /// Ends the process with a code.
    static func end(_ code: ExitCode) -> Never {
        exit(code.rawValue)
    }

    private static func perform(_ arguments: [String]) async throws {
        var command = try Dusty.parseAsRoot(arguments)
        if var command = command as? any AsyncParsableCommand {
            try await command.run()
        } else {
            try command.run()
        }
    }

    private static func code(for error: any Error, _ arguments: [String], _ console: Console) -> ExitCode {
        switch error {
        case let error as DustyError:
            report(error, arguments, console)
            return Exit.code(for: error)
        case let code as ExitCode: return code
        case is CancellationError: return Exit.interrupted
        case is Console.Closed: return Exit.closed
        default: return explain(error, arguments, console)
        }
    }

    /// What ArgumentParser throws: requested help, or wrong usage.
    private static func explain(_ error: any Error, _ arguments: [String], _ console: Console) -> ExitCode {
        let code = Dusty.exitCode(for: error)
        guard code == .validationFailure else {
            try? console.print(Dusty.fullMessage(for: error), to: code.isSuccess ? .out : .error)
            return code
        }
        report(WrongUsage(Dusty.message(for: error), CommandPath(arguments)).error, arguments, console)
        return Exit.usage
    }

    /// Says what went wrong: to people, and to programs that asked for JSON in a line of it.
    private static func report(_ error: DustyError, _ arguments: [String], _ console: Console) {
        try? console.report(error)
        guard arguments.prefix(while: { $0 != "--" }).contains("--json") else { return }
        let printsJSON = (try? Dusty.parseAsRoot(arguments) as? any DaemonCommand)?.printsJSON ?? true
        if printsJSON { try? console.print(jsonLine: ReportedError(error: error)) }
    }

    /// An error among what is printed as JSON.
    private struct ReportedError: Encodable {
        let error: DustyError
    }
}

/// Ctrl-C as cancellation.
enum Interruption {
    /// Runs `body` in a task that the first SIGINT or SIGTERM cancels; a second one ends the process at once.
    static func cancelling(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let task = Task { try await body() }
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if task.isCancelled { _exit(Exit.interrupted.rawValue) }
                task.cancel()
            }
            source.activate()
            return source
        }
        defer { for source in sources { source.cancel() } }
        try await task.value
    }
}
