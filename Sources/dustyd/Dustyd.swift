import ArgumentParser
import CLibrary
import DustyCore
import Essentials
import Logging
import ServiceLifecycle

/// The program: the daemon, or what it runs itself as to become another user.
@main
enum Main {
    static func main() async {
        let words = CommandLine.arguments.dropFirst()
        if words.first == UserChange.word {
            guard let change = UserChange(words.dropFirst()) else { exit(64) }
            change.run()
        }
        Platform.forgetChosenGroups()
        if let refusal = Dustyd.refusal(of: Array(words)) {
            let line = Array("dustyd: \(refusal)\n".utf8)
            _ = write(STDERR_FILENO, line, line.count)
            exit(64)
        }
        await Dustyd.main()
    }
}

/// The root daemon.
struct Dustyd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dustyd",
        abstract: "Dusty's daemon: does all privileged work and serves clients on a Unix socket.",
        discussion: """
            DUSTY_CONFIG_DIR, DUSTY_STATE_DIR, DUSTY_HOSTS_FILE and DUSTY_SOCKET_PATH move its directories and socket,
            DOCKER_HOST its engine. It logs to standard error.
            """,
        version: DustyVersion.current
    )

    @Option(help: "Name of the stack it serves by default.")
    var stack = "default"

    @Option(help: "Least severe level to log: trace, debug, info, notice, warning, error, critical.")
    var logLevel = "info"

    func validate() throws {
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("`\(logLevel)` is not a log level")
        }
    }

    /// What to do in place of flags that the first Dusty's daemon had.
    private static let former = [
        "--preflight-only": "run `dusty doctor`",
        "--suppress-warnings": "leave it out: warnings are part of `dusty status`",
    ]

    /// Why a command line is wrong, and what to write; nil for one that is right.
    static func refusal(of words: [String]) -> String? {
        do {
            _ = try parseAsRoot(words)
            return nil
        } catch {
            guard exitCode(for: error) == .validationFailure else { return nil }
            let instead = words.lazy.compactMap { former[$0] }.first
            let said = message(for: error).prefix { !$0.isNewline }
            return
                "\(said.prefix(1).lowercased())\(said.dropFirst()) (\(instead ?? "run `dustyd --help` for what it takes"))"
        }
    }

    func run() async throws {
        do {
            guard geteuid() == 0 else {
                throw DustyError(.forbidden, "dustyd must run as root", hint: "start it with sudo or as a service")
            }
            // Once, before anything runs in parallel: it belongs to the whole process. Others may read what is made,
            // and never write to it; private files are made closed.
            umask(0o022)
            let level = Logger.Level(rawValue: logLevel) ?? .info
            var composition = try Composition(
                environment: ProcessInfo.processInfo.environment,
                stack: stack,
                level: level
            )
            try await composition.run()
        } catch let error as DustyError {
            let hint = error.hint.map { " (\($0))" } ?? ""
            let line = Array("dustyd: \(error.message)\(hint)\n".utf8)
            _ = write(STDERR_FILENO, line, line.count)
            throw ExitCode(error.code == .forbidden ? 77 : 1)
        }
    }
}
