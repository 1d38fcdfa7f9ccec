import CLibrary
import DustyCore
import Subprocess

/// Runs programs with a minimal clean environment, in a process group of their own; standard input is what they are
/// given, or empty. However a run is cut short, nothing of its group is left.
struct SubprocessRunner: CommandRunner {
    /// What a program printed, as far as it is kept.
    typealias Printed = (output: String, errorOutput: String)

    /// How much of standard output and of standard error is kept.
    static let kept = (output: 1 << 20, errorOutput: 64 << 10)
    /// Descriptors that starting a program takes, with some to spare for others that start at the same time.
    private static let pipes = 48
    /// A program that closes its input early must not end the daemon. NIO asks for the same, but only with its first socket.
    private static let ignoresBrokenPipes: Void = { signal(SIGPIPE, SIG_IGN) }()

    /// Where programs are looked for.
    var path: String
    /// The user the daemon itself runs as.
    var daemonUser: User
    /// How long a program may take to end by itself after TERM.
    var grace: Duration
    /// How long a program whose input or output is passed on may move no byte.
    var stall: Duration
    /// How a later daemon recognises the programs that outlived this one; nil for programs that should.
    var orphans: Orphans?

    /// A runner for the daemon's own user and search path.
    init(
        path: String = SubprocessRunner.inheritedPath,
        daemonUser: User = SubprocessRunner.currentUser,
        grace: Duration = .seconds(5),
        stall: Duration = .seconds(900),
        orphans: Orphans? = .own
    ) {
        self.path = path
        self.daemonUser = daemonUser
        self.grace = grace
        self.stall = stall
        self.orphans = orphans
    }

    func run(_ command: Command, onLine: @Sendable (OutputLine) async -> Void) async throws -> CommandResult {
        try await explaining(command) { try await limited(command, onLine: onLine) }
    }

    /// What cannot be started fails with an error that says what to do.
    func explaining(_ command: Command, _ body: () async throws -> CommandResult) async throws -> CommandResult {
        try Task.checkCancellation()
        do {
            let result = try await body()
            try Task.checkCancellation()
            if let refusal = refusal(result, command) { throw refusal }
            return result
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            throw explain(error, command)
        }
    }

    private func limited(
        _ command: Command,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws -> CommandResult {
        guard let limit = command.limit else { return try await fed(command, onLine: onLine) }
        return try await withoutActuallyEscaping(onLine) { onLine in
            guard let result = try await withDeadline(limit, { try await fed(command, onLine: onLine) }) else {
                throw Self.overdue(command, limit)
            }
            return result
        }
    }

    private func fed(
        _ command: Command,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws -> CommandResult {
        guard let input = command.input else {
            return try await launch(command, input: .none) { try await collect($0, onLine: onLine) }
        }
        return try await launch(command, input: .array(input)) { try await collect($0, onLine: onLine) }
    }

    /// Runs a program together with what talks to it. Once it is cancelled it has `grace` to end, unless that would be
    /// pointless: then it is killed at once.
    func launch<Input: InputProtocol>(
        _ command: Command,
        input: Input,
        isGraceful: Bool = true,
        _ exchange: (Execution<Input, SequenceOutput, SequenceOutput>) async throws -> Printed
    ) async throws -> CommandResult {
        var leader: Int32?
        var (place, isComplete): (Int?, Bool) = (nil, false)
        defer {
            // The teardown waits for the leader only; members of its group that ignored TERM must not survive.
            if !isComplete, let leader { kill(-leader, SIGKILL) }
            if let place { orphans?.record?.remove(place) }
        }
        Self.ignoresBrokenPipes
        let (program, arguments) = try words(of: command)
        // Subprocess crashes the daemon when it gets only some of the pipes it needs.
        guard Descriptors.areLeft(Self.pipes) else { throw Self.tooManyFiles(command) }
        let shortages = OutOfMemoryCount.now()
        let outcome = try await Subprocess.run(
            program,
            arguments: Arguments(arguments),
            environment: environment(of: command),
            // Not the daemon's own directory: another user may have no access to it.
            workingDirectory: ProgramStart.directory(command.directory ?? "/"),
            platformOptions: options(isGraceful),
            input: input,
            output: .sequence,
            error: .sequence
        ) { execution in
            let process = execution.processIdentifier.value
            leader = process
            place = orphans?.record?.add(process)
            return try await exchange(execution)
        }
        isComplete = !Task.isCancelled
        return CommandResult(
            program: command.name,
            ending: ProgramEnding(outcome.terminationStatus, shortagesBefore: shortages),
            output: outcome.closureResult.output,
            errorOutput: outcome.closureResult.errorOutput
        )
    }

    /// Reads both streams side by side, so that a program never blocks on the one that is not read.
    private func collect<Input: InputProtocol>(
        _ execution: Execution<Input, SequenceOutput, SequenceOutput>,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws -> Printed {
        let (output, errorOutput) = (execution.standardOutput, execution.standardError)
        return try await withoutActuallyEscaping(onLine) { onLine in
            try await withThrowingTaskGroup(of: (isError: Bool, text: String).self) { group in
                group.addTask {
                    (false, try await Self.read(output, limit: Self.kept.output, isError: false, onLine: onLine))
                }
                group.addTask {
                    (
                        true,
                        try await Self.read(errorOutput, limit: Self.kept.errorOutput, isError: true, onLine: onLine)
                    )
                }
                var result: Printed = ("", "")
                for try await part in group {
                    if part.isError { result.errorOutput = part.text } else { result.output = part.text }
                }
                return result
            }
        }
    }

    static func read(
        _ stream: SubprocessOutputSequence,
        limit: Int,
        isError: Bool,
        onLine: @Sendable (OutputLine) async -> Void
    ) async throws -> String {
        var tail = TailBuffer(limit: limit)
        var cutter = OutputCutter()
        for try await buffer in stream {
            let bytes = buffer.withUnsafeBytes { Array($0) }
            tail.append(bytes)
            for line in cutter.append(bytes) {
                await onLine(OutputLine(isError: isError, text: line))
            }
        }
        if let rest = cutter.finish() {
            await onLine(OutputLine(isError: isError, text: rest))
        }
        return tail.text
    }

    private func environment(of command: Command) -> Environment {
        let user = command.user ?? daemonUser
        var variables = [
            "PATH": path, "HOME": user.home, "USER": user.name, "LOGNAME": user.name, "LC_ALL": "C.UTF-8",
        ]
        variables.merge(command.environment) { _, new in new }
        variables.merge(orphans?.environment ?? [:]) { _, mark in mark }
        return .custom(Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) }))
    }

    private func options(_ isGraceful: Bool) -> PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = [
            isGraceful
                ? .send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: grace)
                : .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
        ]
        return options
    }
}

extension ProgramEnding {
    /// How a program ended; `shortagesBefore` is how many the kernel had killed at its start because memory ran out.
    init(_ status: TerminationStatus, shortagesBefore before: Int?) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let signal):
            let after = signal == SIGKILL ? OutOfMemoryCount.now() : nil
            let starved = before.flatMap { before in after.map { $0 > before } } ?? false
            self = .signaled(signal, starved: starved)
        }
    }
}
