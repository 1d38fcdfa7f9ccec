import DustyCore

/// Runs our scripts in one place, on this host or on a machine, with the rights available there. Streaming is limited
/// only by how long it may move no byte.
protocol Shell: Sendable {
    /// Runs a script to its end, for so long at most.
    func run(_ script: Script, _ arguments: [String], within time: Duration) async throws -> CommandResult
    /// Runs a script, passing on what it prints.
    func read(
        _ script: Script,
        _ arguments: [String],
        each: ([UInt8]) async throws -> Void
    ) async throws -> CommandResult
    /// Runs a script, feeding it until there is no more input.
    func write(
        to script: Script,
        _ arguments: [String],
        _ next: () async throws -> [UInt8]?
    ) async throws -> CommandResult
}

/// This host, as the daemon itself.
struct LocalShell: Shell {
    let runner: any CommandRunner

    func run(_ script: Script, _ arguments: [String], within time: Duration) async throws -> CommandResult {
        var command = Command(script, arguments)
        command.limit = time
        return try await runner.run(command) { _ in }
    }

    func read(
        _ script: Script,
        _ arguments: [String],
        each: ([UInt8]) async throws -> Void
    ) async throws -> CommandResult {
        try await runner.read(Command(script, arguments), each: each)
    }

    func write(
        to script: Script,
        _ arguments: [String],
        _ next: () async throws -> [UInt8]?
    ) async throws -> CommandResult {
        try await runner.write(to: Command(script, arguments), next)
    }
}
