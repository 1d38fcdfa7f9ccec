import DustyCore
import Subprocess

/// Programs of the system, found where the system has them and not by the caller's `PATH`.
struct SystemPrograms: Sendable {
    /// How one ended and what it printed.
    struct Answer: Sendable {
        /// Its exit code; -1 when a signal ended it.
        var code: Int32
        var output: String
        /// Its last words on standard error.
        var complaint: String
    }

    private static let outputLimit = 1 << 20

    /// Directories in which they are; tests use their own.
    var directories = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]
    /// How long one may take. A daemon that is stopped may take a minute and a half.
    var patience = Duration.seconds(120)

    /// Whether there is such a program.
    func has(_ name: String) -> Bool { directories.contains { PlainFile.isProgram("\($0)/\(name)") } }

    /// Runs one to its end. Throws when there is none, and when it takes too long.
    func run(_ words: [String]) async throws -> Answer {
        let name = words.first ?? ""
        guard has(name) else {
            throw DustyError(
                .unavailable,
                "there is no \(name) in \(directories.joined(separator: ", "))",
                hint: HostWords.own.advice("install it", name)
            )
        }
        return try await withThrowingTaskGroup { group in
            group.addTask { try await start(name, Array(words.dropFirst())) }
            group.addTask {
                try await Task.sleep(for: patience)
                throw DustyError(
                    .failed,
                    "`\(words.joined(separator: " "))` did not end within \(patience.components.seconds) s",
                    hint: "run it yourself to see why"
                )
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
    }

    /// Runs one that must succeed.
    @discardableResult
    func succeed(_ words: [String]) async throws -> Answer {
        let answer = try await run(words)
        guard answer.code == 0 else {
            let why = answer.complaint.isEmpty ? "exit code \(answer.code)" : answer.complaint
            throw DustyError(
                .failed,
                "`\(words.joined(separator: " "))` failed: \(why)",
                hint: "see the daemon's log: \(HostWords.own.daemonLog)"
            )
        }
        return answer
    }

    private func start(_ name: String, _ arguments: [String]) async throws -> Answer {
        // The program itself is looked for in this PATH.
        let path = directories + ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]
        let outcome = try await Subprocess.run(
            .name(name),
            arguments: Arguments(arguments),
            environment: .custom(["PATH": path.joined(separator: ":"), "LC_ALL": "C"]),
            input: .none,
            output: .string(limit: Self.outputLimit),
            error: .string(limit: Self.outputLimit)
        )
        let code: Int32 = if case .exited(let code) = outcome.terminationStatus { code } else { -1 }
        return Answer(
            code: code,
            output: outcome.standardOutput,
            complaint: outcome.standardError.lines.suffix(3).joined(separator: "; ")
        )
    }
}
