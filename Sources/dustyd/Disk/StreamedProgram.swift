import DustyCore
import Glibc
import Subprocess
import SystemPackage

/// Runs programs whose input or output is passed on piece by piece, so that nothing of it is ever held in memory.
struct StreamedProgram: Sendable {
    /// What became of a program.
    struct Ending: Sendable {
        /// Exit code, or 128 + the signal's number.
        var status: Int32
        /// What it printed, where that is not passed on.
        var output = ""
        /// Lines on standard error.
        var complaints: [String]
    }

    /// Where programs are looked for.
    var path = SubprocessRunner.inheritedPath

    /// Runs a program, passing on what it prints. Whoever throws, or is cancelled, ends the program too.
    func read(_ command: Command, each: ([UInt8]) async throws -> Void) async throws -> Ending {
        let outcome = try await explaining(command.program) {
            try await Subprocess.run(
                .name(command.program),
                arguments: Arguments(command.arguments),
                environment: environment(command),
                workingDirectory: "/",
                platformOptions: options,
                input: .none,
                output: .sequence,
                error: .sequence
            ) { execution in
                async let complaints = Self.text(of: execution.standardError)
                try await endingWith(execution.processIdentifier.value) {
                    for try await buffer in execution.standardOutput {
                        try await each(buffer.withUnsafeBytes { Array($0) })
                    }
                }
                return try await complaints
            }
        }
        return Ending(status: Self.status(outcome.terminationStatus), complaints: Self.lines(outcome.closureResult))
    }

    /// Runs a program, giving it what comes until that is nil; its output is short.
    func write(to command: Command, _ next: () async throws -> [UInt8]?) async throws -> Ending {
        let outcome = try await explaining(command.program) {
            try await Subprocess.run(
                .name(command.program),
                arguments: Arguments(command.arguments),
                environment: environment(command),
                workingDirectory: "/",
                platformOptions: options,
                input: .inputWriter,
                output: .sequence,
                error: .sequence
            ) { execution in
                async let output = Self.text(of: execution.standardOutput, limit: 1 << 20)
                async let complaints = Self.text(of: execution.standardError)
                try await endingWith(execution.processIdentifier.value) {
                    try await feed(execution.standardInputWriter, next)
                }
                return (output: try await output, complaints: try await complaints)
            }
        }
        return Ending(
            status: Self.status(outcome.terminationStatus),
            output: outcome.closureResult.output,
            complaints: Self.lines(outcome.closureResult.complaints)
        )
    }

    /// Writes what comes; a program that ended early tells why by itself, so its closed pipe is no error here.
    private func feed(_ writer: StandardInputWriter, _ next: () async throws -> [UInt8]?) async throws {
        while let piece = try await next() {
            do {
                _ = try await writer.write(piece)
            } catch {
                try Task.checkCancellation()
                break
            }
        }
        try? await writer.finish()
    }

    private func endingWith<Value>(_ process: Int32, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            kill(process, SIGKILL)
            throw error
        }
    }

    private func explaining<Value>(_ program: String, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw DustyError(
                .failed,
                "The program \(program) is needed and was not found in \(path).",
                hint: "Install \(program)."
            )
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

    private static func status(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    private static func text(of stream: SubprocessOutputSequence, limit: Int = 16 << 10) async throws -> String {
        var tail = TailBuffer(limit: limit)
        for try await buffer in stream { tail.append(buffer.withUnsafeBytes { Array($0) }) }
        return tail.text
    }

    private static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { String($0.prefix(300)) }
    }
}
