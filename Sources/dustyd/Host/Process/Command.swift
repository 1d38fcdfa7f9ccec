import DustyCore

/// A program to run: always an argument vector, never a shell line.
struct Command: Sendable, Equatable {
    /// The limit of every program for which no other is set.
    static let standardLimit = Duration.seconds(3600)
    /// For programs that process large data: images, repos, machines.
    static let longLimit = Duration.seconds(12 * 3600)
    /// For what only looks.
    static let shortLimit = Duration.seconds(30)

    /// Name looked up in `PATH`, or an absolute path.
    var program: String
    /// Arguments, without the program's name.
    var arguments: [String]
    /// Variables on top of the minimal environment (`PATH`, `HOME`, `USER`, `LOGNAME`, `LC_ALL=C.UTF-8`).
    var environment: [String: String] = [:]
    /// What it reads on standard input; nil for nothing.
    var input: [UInt8]?
    /// Working directory; nil for `/`.
    var directory: String?
    /// Whom to run as; nil for the daemon itself.
    var user: User?
    /// How long it may take in all before it is ended; nil only for what runs until it is cancelled.
    var limit: Duration? = Command.standardLimit

    /// The arguments, without the directory: after the program that changes users, the one to run.
    var name: String {
        let mark = program.hasSuffix(UserChange.program[0]) ? arguments.firstIndex(of: "--") : nil
        let path = mark.flatMap { arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil } ?? program
        return path.parts(at: "/").last ?? path
    }
}

/// One line of a program's output; a carriage return ends a line too, so progress meters are seen live.
struct OutputLine: Sendable, Equatable {
    /// Whether it came on standard error.
    var isError: Bool
    /// The text, without its ending.
    var text: String
}

/// The result of a program that ran.
struct CommandResult: Sendable, Equatable {
    /// The program that ran.
    var program: String
    /// How it ended.
    var ending: ProgramEnding
    /// Standard output, the last 1 MiB.
    var output: String
    /// Standard error, the last 64 KiB.
    var errorOutput: String

    /// Exit code, or 128 + the signal's number.
    var status: Int32 { ending.status }

    /// The result of a program with its parts.
    init(program: String, ending: ProgramEnding, output: String, errorOutput: String) {
        self.program = program
        self.ending = ending
        self.output = output
        self.errorOutput = errorOutput
    }

    /// The result of a program that ended on its own.
    init(program: String = "", status: Int32, output: String, errorOutput: String) {
        self.init(program: program, ending: .exited(status), output: output, errorOutput: errorOutput)
    }
}

/// Runs external programs. A status other than 0 is not an error here; a program that cannot be started, or takes
/// longer than its limit, is (`DustyError` `.failed`).
///
/// Cancelling the task ends the program's whole process group, TERM first and KILL five seconds later, and throws
/// `CancellationError`; so does its time limit, with an error that says so. Streamed data is useless when cut short, so
/// there the group is killed at once.
protocol CommandRunner: Sendable {
    /// Runs a program to its end, handing on each line as it comes.
    func run(_ command: Command, onLine: @Sendable (OutputLine) async -> Void) async throws -> CommandResult
    /// Runs a program, passing on what it prints; the result has only its error output. What `each` throws ends the
    /// program. The only limit is how long it may print nothing.
    func read(_ command: Command, each: ([UInt8]) async throws -> Void) async throws -> CommandResult
    /// Runs a program, feeding it until `next` returns nil; its output is short. What `next` throws ends the program.
    /// The only limit is how long it may read nothing.
    func write(to command: Command, _ next: () async throws -> [UInt8]?) async throws -> CommandResult
}
