/// A program to run: always an argument vector, never a shell line.
struct Command: Sendable, Equatable {
    /// Name looked up in `PATH`, or an absolute path.
    var program: String
    /// Arguments, without the program's name.
    var arguments: [String]
    /// Variables on top of the minimal environment (`PATH`, `HOME`, `USER`, `LOGNAME`, `LC_ALL=C.UTF-8`).
    var environment: [String: String] = [:]
    /// Working directory; nil for `/`.
    var directory: String?
    /// Whom to run as; nil for the daemon itself.
    var user: User?
}

/// One line of a program's output; a carriage return ends a line as well, so that progress meters are seen live.
struct OutputLine: Sendable, Equatable {
    /// Whether it came on standard error.
    var isError: Bool
    /// The text, without its ending.
    var text: String
}

/// What became of a program that ran.
struct CommandResult: Sendable, Equatable {
    /// Exit code, or 128 + the signal's number.
    var status: Int32
    /// Standard output, the last 1 MiB.
    var output: String
    /// Standard error, the last 64 KiB.
    var errorOutput: String
}
