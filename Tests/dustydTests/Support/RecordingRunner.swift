import Synchronization
import Testing

@testable import dustyd

/// Runs nothing: remembers each command and replays an answer. A command that the script does not expect fails the test.
final class RecordingRunner: CommandRunner {
    /// What a scripted program prints and how it ends.
    struct Answer: Sendable {
        var status: Int32 = 0
        var lines: [OutputLine] = []

        /// Success with these lines on standard output.
        static func output(_ lines: String...) -> Answer {
            Answer(lines: lines.map { OutputLine(isError: false, text: $0) })
        }

        /// A failure with these lines on standard error.
        static func failure(_ status: Int32, _ lines: String...) -> Answer {
            Answer(status: status, lines: lines.map { OutputLine(isError: true, text: $0) })
        }
    }

    private let script: @Sendable (Command) throws -> Answer?
    private let recorded = Mutex<[Command]>([])

    /// A runner that answers each command by `script`; nil means that the command is not expected.
    init(_ script: @escaping @Sendable (Command) throws -> Answer? = { _ in Answer() }) {
        self.script = script
    }

    /// What was run, in order.
    var commands: [Command] { recorded.withLock { $0 } }

    /// Argument vectors of what was run, the program first.
    var argumentVectors: [[String]] { commands.map { [$0.program] + $0.arguments } }

    func run(_ command: Command, onLine: @Sendable (OutputLine) async -> Void) async throws -> CommandResult {
        recorded.withLock { $0.append(command) }
        guard let answer = try script(command) else {
            Issue.record("unexpected command: \(command.program) \(command.arguments)")
            return CommandResult(status: 127, output: "", errorOutput: "not expected")
        }
        for line in answer.lines { await onLine(line) }
        func text(_ isError: Bool) -> String {
            answer.lines.filter { $0.isError == isError }.map { $0.text + "\n" }.joined()
        }
        return CommandResult(
            program: command.program,
            status: answer.status,
            output: text(false),
            errorOutput: text(true)
        )
    }

    func read(_ command: Command, each: ([UInt8]) async throws -> Void) async throws -> CommandResult {
        let result = try await run(command) { _ in }
        try await each(Array(result.output.utf8))
        return result
    }

    func write(to command: Command, _ next: () async throws -> [UInt8]?) async throws -> CommandResult {
        while try await next() != nil {}
        return try await run(command) { _ in }
    }
}
