/// Runs external programs. A status other than 0 is not an error here; a program that cannot be started, or takes longer than its limit, is
/// (`DustyError` `.failed`).
///
/// Cancelling the task ends the program's whole process group, TERM first and KILL five seconds later, and throws `CancellationError`; so does
/// the end of its time, with an error that says so.
protocol CommandRunner: Sendable {
    /// Runs a program to its end, handing on each line as it comes.
    func run(_ command: Command, onLine: @Sendable (OutputLine) async -> Void) async throws -> CommandResult
}
