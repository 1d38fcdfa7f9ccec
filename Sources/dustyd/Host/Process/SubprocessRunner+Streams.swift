import CLibrary
import DustyCore
import Subprocess
import Synchronization

/// Programs whose input or output is streamed, so that it is never held in memory as a whole. Their duration depends on
/// the amount of data, so the limit is how long they may move no byte.
extension SubprocessRunner {
    func read(_ command: Command, each: ([UInt8]) async throws -> Void) async throws -> CommandResult {
        guard let input = command.input else { return try await read(command, input: .none, each: each) }
        return try await read(command, input: .array(input), each: each)
    }

    private func read(
        _ command: Command,
        input: some InputProtocol,
        each: ([UInt8]) async throws -> Void
    ) async throws -> CommandResult {
        try await stream(command, input: input) { execution, watch in
            async let complaints = Self.tail(of: execution.standardError, limit: Self.kept.errorOutput)
            watch.waits()
            for try await buffer in execution.standardOutput {
                watch.works()
                try await each(buffer.withUnsafeBytes { Array($0) })
                watch.waits()
            }
            return (output: "", errorOutput: try await complaints)
        }
    }

    func write(to command: Command, _ next: () async throws -> [UInt8]?) async throws -> CommandResult {
        try await stream(command, input: .inputWriter) { execution, watch in
            async let output = Self.tail(of: execution.standardOutput, limit: Self.kept.output)
            async let complaints = Self.tail(of: execution.standardError, limit: Self.kept.errorOutput)
            try await Self.feed(execution.standardInputWriter, watch, next)
            return (output: try await output, errorOutput: try await complaints)
        }
    }

    /// Truncated data is useless, so the program is killed at once.
    private func stream<Input: InputProtocol>(
        _ command: Command,
        input: Input,
        _ exchange: (Execution<Input, SequenceOutput, SequenceOutput>, StallWatch) async throws -> Printed
    ) async throws -> CommandResult {
        let watch = StallWatch(limit: stall)
        do {
            let result = try await explaining(command) {
                try await launch(command, input: input, isGraceful: false) { execution in
                    let guardian = Task { await watch.watch(execution.processIdentifier.value) }
                    defer { guardian.cancel() }
                    return try await exchange(execution, watch)
                }
            }
            guard watch.hasEnded else { return result }
        } catch {
            guard watch.hasEnded, !Task.isCancelled else { throw error }
        }
        throw stalled(command)
    }

    /// Writes what comes. A program that ended early says why itself, so its closed pipe is not an error here.
    private static func feed(
        _ writer: StandardInputWriter,
        _ watch: StallWatch,
        _ next: () async throws -> [UInt8]?
    ) async throws {
        defer { watch.waits() }
        while let piece = try await next() {
            do {
                watch.waits()
                // The program has closed its end: less is written, without an error.
                guard try await writer.write(piece) == piece.count else { break }
                watch.works()
            } catch {
                try Task.checkCancellation()
                break
            }
        }
        try? await writer.finish()
    }

    private static func tail(of stream: SubprocessOutputSequence, limit: Int) async throws -> String {
        var tail = TailBuffer(limit: limit)
        for try await buffer in stream { tail.append(buffer.withUnsafeBytes { Array($0) }) }
        return tail.text
    }
}

/// Kills a program and its group when it moves no byte for too long. The reader or writer says when it waits for the
/// program: a slow other side is not the program's fault.
private final class StallWatch: Sendable {
    private struct State {
        var since: ContinuousClock.Instant?
        var hasEnded = false
    }

    private let state = Mutex(State())
    private let limit: Duration

    init(limit: Duration) {
        self.limit = limit
    }

    /// Whether it has ended the program.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// From now on the time counts against the program.
    func waits() {
        state.withLock { $0.since = ContinuousClock.now }
    }

    /// The program has made progress; processing that may take any time.
    func works() {
        state.withLock { $0.since = nil }
    }

    /// Watches a process, which leads its group, until cancelled.
    func watch(_ process: Int32) async {
        while !Task.isCancelled {
            let rest = state.withLock { state in state.since.map { limit - (ContinuousClock.now - $0) } ?? limit }
            if rest <= .zero {
                state.withLock { $0.hasEnded = true }
                kill(-process, SIGKILL)
                return
            }
            try? await Task.sleep(for: rest)
        }
    }
}
