import DustyCore
import Glibc
import Subprocess
import SystemPackage

/// Runs programs whose input or output is passed on piece by piece, so that nothing of it is ever held in memory.
struct StreamedProgram: Sendable {
    /// What became of a program.
    struct Ending: Sendable {
        /// What became of it, with what it printed where that is not passed on.
        var result: CommandResult

        /// Exit code, or 128 + the signal's number.
        var status: Int32 { result.status }
        /// What it printed, where that is not passed on.
        var output: String { result.output }
        /// Lines on standard error.
        var complaints: [String] {
            result.errorOutput.split(whereSeparator: \.isNewline).map { String($0.prefix(300)) }
        }
    }

    /// Where programs are looked for.
    var path = SubprocessRunner.inheritedPath
    /// How long a program may print nothing, or take nothing, before it is ended. How long it takes in all depends on how much there is.
    var stall = Duration.seconds(900)

    /// Runs a program, passing on what it prints. Whoever throws, or is cancelled, ends the program too.
    func read(_ command: Command, each: ([UInt8]) async throws -> Void) async throws -> Ending {
        let watch = StallWatch(limit: stall)
        return try await checking(watch, command) { try await read(command, watch, each: each) }
    }

    /// Runs a program, giving it what comes until that is nil; its output is short.
    func write(to command: Command, _ next: () async throws -> [UInt8]?) async throws -> Ending {
        let watch = StallWatch(limit: stall)
        return try await checking(watch, command) { try await write(to: command, watch, next) }
    }

    private func checking(
        _ watch: StallWatch,
        _ command: Command,
        _ body: () async throws -> Ending
    ) async throws -> Ending {
        let ending: Ending
        do { ending = try await body() } catch {
            guard watch.hasEnded, !Task.isCancelled else { throw error }
            throw stalled(command)
        }
        if watch.hasEnded { throw stalled(command) }
        return ending
    }

    private func stalled(_ command: Command) -> DustyError {
        DustyError(
            .failed,
            "\(command.program) was stopped, because it had not moved a byte for \(stall.components.seconds / 60) min",
            hint: "see what it waits for: a disk, a network, or a lock of another program; then run the same again"
        )
    }

    private func read(
        _ command: Command,
        _ watch: StallWatch,
        each: ([UInt8]) async throws -> Void
    ) async throws -> Ending {
        let shortages = OutOfMemoryCount.now()
        let outcome = try await explaining(command) {
            try await Subprocess.run(
                .name(command.program),
                arguments: Arguments(command.arguments),
                environment: environment(command),
                workingDirectory: FilePath(command.directory ?? "/"),
                platformOptions: options,
                input: .none,
                output: .sequence,
                error: .sequence
            ) { execution in
                async let complaints = Self.text(of: execution.standardError)
                try await endingWith(execution.processIdentifier.value, watch) {
                    watch.waits()
                    for try await buffer in execution.standardOutput {
                        watch.works()
                        try await each(buffer.withUnsafeBytes { Array($0) })
                        watch.waits()
                    }
                }
                return try await complaints
            }
        }
        return ending(command, outcome.terminationStatus, shortages, complaints: outcome.closureResult)
    }

    private func write(
        to command: Command,
        _ watch: StallWatch,
        _ next: () async throws -> [UInt8]?
    ) async throws -> Ending {
        let shortages = OutOfMemoryCount.now()
        let outcome = try await explaining(command) {
            try await Subprocess.run(
                .name(command.program),
                arguments: Arguments(command.arguments),
                environment: environment(command),
                workingDirectory: FilePath(command.directory ?? "/"),
                platformOptions: options,
                input: .inputWriter,
                output: .sequence,
                error: .sequence
            ) { execution in
                async let output = Self.text(of: execution.standardOutput, limit: 1 << 20)
                async let complaints = Self.text(of: execution.standardError)
                try await endingWith(execution.processIdentifier.value, watch) {
                    try await feed(execution.standardInputWriter, watch, next)
                }
                return (output: try await output, complaints: try await complaints)
            }
        }
        let (output, complaints) = outcome.closureResult
        return ending(command, outcome.terminationStatus, shortages, output: output, complaints: complaints)
    }

    private func ending(
        _ command: Command,
        _ status: TerminationStatus,
        _ shortages: Int?,
        output: String = "",
        complaints: String
    ) -> Ending {
        Ending(
            result: CommandResult(
                program: command.program,
                ending: ProgramEnding(status, shortagesBefore: shortages),
                output: output,
                errorOutput: complaints
            )
        )
    }

    /// Writes what comes; a program that ended early tells why by itself, so its closed pipe is no error here.
    private func feed(
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

    private func endingWith<Value>(
        _ process: Int32,
        _ watch: StallWatch,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let guardian = Task { await watch.watch(process) }
        defer { guardian.cancel() }
        do {
            return try await body()
        } catch {
            kill(process, SIGKILL)
            throw error
        }
    }

    private func explaining<Value>(_ command: Command, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw SubprocessRunner(path: path).explain(error, command)
        }
    }

    private func environment(_ command: Command) -> Environment {
        let user = SubprocessRunner.currentUser
        var variables = [
            "PATH": path, "HOME": user.home, "USER": user.name, "LOGNAME": user.name, "LC_ALL": "C.UTF-8",
        ]
        variables.merge(command.environment) { _, new in new }
        variables.merge(Orphans.own.environment) { _, mark in mark }
        return .custom(Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) }))
    }

    private var options: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        return options
    }

    private static func text(of stream: SubprocessOutputSequence, limit: Int = 16 << 10) async throws -> String {
        var tail = TailBuffer(limit: limit)
        for try await buffer in stream { tail.append(buffer.withUnsafeBytes { Array($0) }) }
        return tail.text
    }
}
