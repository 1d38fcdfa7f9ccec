import CLibrary
import DustyCore
import Subprocess
import SystemPackage

/// A running program that is written to, and that answers in lines.
struct Talk: Sendable {
    let write: @Sendable ([UInt8]) async throws -> Void
    /// What it prints; read by one task at a time.
    let lines: AsyncStream<String>
}

/// Runs programs that are talked to.
protocol TalkRunner: Sendable {
    /// Runs a program while `body` talks with it. When `body` returns the program has no more input; when the program
    /// ends first, `body` is cancelled. Cancelling kills the program's whole group.
    func talk(
        with command: Command,
        _ body: @escaping @Sendable (Talk) async throws -> Void
    ) async throws -> CommandResult
}

extension SubprocessRunner: TalkRunner {
    /// How many lines may wait to be read: a program that floods does not fill the memory.
    private static let lineLimit = 1000

    func talk(
        with command: Command,
        _ body: @escaping @Sendable (Talk) async throws -> Void
    ) async throws -> CommandResult {
        try await explaining(command) {
            try await launch(command, input: .inputWriter, isGraceful: false) { execution in
                let (writer, output, error) = (
                    execution.standardInputWriter, execution.standardOutput, execution.standardError
                )
                let (lines, line) = AsyncStream.makeStream(
                    of: String.self,
                    bufferingPolicy: .bufferingOldest(Self.lineLimit)
                )
                let talk = Talk(
                    write: { bytes in
                        guard try await writer.write(bytes) == bytes.count else { throw Errno.brokenPipe }
                    },
                    lines: lines
                )
                return try await withThrowingTaskGroup(of: Void.self) { group in
                    async let complaints = Self.read(error, limit: Self.kept.errorOutput, isError: true) { _ in }
                    group.addTask {
                        defer { line.finish() }
                        _ = try await Self.read(output, limit: Self.kept.output, isError: false) {
                            line.yield($0.text)
                        }
                    }
                    group.addTask {
                        try await body(talk)
                        try? await writer.finish()
                    }
                    // Whichever ends first ends the other.
                    let first = await group.nextResult()
                    group.cancelAll()
                    while await group.nextResult() != nil {}
                    try first?.get()
                    return (output: "", errorOutput: try await complaints)
                }
            }
        }
    }
}
