import DustyCore

/// Lima's own program, run as the user whom the machines belong to; it refuses to run as root.
struct Limactl: Sendable {
    let runner: any CommandRunner
    let owner: User

    /// Runs it and returns its output. Throws `DustyError` `.failed` with the end of its error output.
    @discardableResult
    func run(_ arguments: [String], onLine: @Sendable (String) async -> Void = { _ in }) async throws -> String {
        let result = try await attempt(arguments, onLine: onLine)
        guard result.status == 0 else { throw Self.failure(arguments, result) }
        return result.output
    }

    /// Runs it; a status other than 0 is not an error.
    func attempt(
        _ arguments: [String],
        onLine: @Sendable (String) async -> Void = { _ in }
    ) async throws -> CommandResult {
        let command = Command(program: "limactl", arguments: arguments, user: owner, limit: Command.longLimit)
        return try await runner.run(command) { line in
            if let message = Self.message(line.text) { await onLine(message) }
        }
    }

    /// Every machine of Lima's that the owner has.
    func instances() async throws -> [LimaInstance] {
        LimaInstance.all(try await run(["list", "--format", "json"]))
    }

    /// The machine of a name; nil when there is none.
    func instance(_ name: String) async throws -> LimaInstance? {
        try await instances().first { $0.name == name }
    }

    /// What a line of its log says, without time and level; nil for one that is empty.
    static func message(_ line: String) -> String? {
        if let logged = line.firstMatch(of: /\bmsg="((?:[^"\\]|\\.)*)"/) {
            return String(logged.output.1.replacing(/\\(.)/) { $0.output.1 })
        }
        return line.allSatisfy(\.isWhitespace) ? nil : line
    }

    /// A failure in its own words.
    static func failure(_ arguments: [String], _ result: CommandResult) -> DustyError {
        let last = result.lastWords(lines: 1)
        return DustyError(
            .failed,
            "limactl \(arguments.prefix(1).joined()): \(message(last) ?? last)",
            hint: result.advice
        )
    }
}
