/// Runs external programs. A status other than 0 is not an error here; a program that cannot be started, or takes longer than its limit, is
/// (`DustyError` `.failed`).
///
/// Cancelling the task ends the program's whole process group, TERM first and KILL five seconds later, and throws `CancellationError`; so does
/// the end of its time, with an error that says so. What is passed on is of no use when it is cut short: there the group is killed at once.
protocol CommandRunner: Sendable {
    /// Runs a program to its end, handing on each line as it comes.
    func run(_ command: Command, onLine: @Sendable (OutputLine) async -> Void) async throws -> CommandResult
    /// Runs a program, passing on what it prints; the result has only its complaints. What `each` throws ends the program. There is no limit
    /// but on how long it may print nothing.
    func read(_ command: Command, each: ([UInt8]) async throws -> Void) async throws -> CommandResult
    /// Runs a program, giving it what comes until that is nil; its output is short. What `next` throws ends the program. There is no limit
    /// but on how long it may take nothing.
    func write(to command: Command, _ next: () async throws -> [UInt8]?) async throws -> CommandResult
}
