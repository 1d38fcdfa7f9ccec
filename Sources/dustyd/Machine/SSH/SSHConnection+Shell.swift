import DustyCore

/// What is run there, with the rights of the user whom Dusty logs in as.
extension SSHConnection: Shell {
    /// Runs a script there, for so long at most.
    nonisolated func run(
        _ script: Script,
        _ arguments: [String] = [],
        within time: Duration = .seconds(20)
    ) async throws -> CommandResult {
        try await checkConnected()
        let command = commands.client(RemoteCommand.script(script, arguments))
        let result = try await gate.pass {
            try await withDeadline(time) { try await self.runner.run(command) { _ in } }
        }
        guard let result else {
            throw DustyError(.unavailable, "\(record.target) did not answer within \(time.components.seconds) s")
        }
        return try checked(result)
    }

    nonisolated func read(
        _ script: Script,
        _ arguments: [String],
        each: ([UInt8]) async throws -> Void
    ) async throws -> CommandResult {
        let command = commands.client(RemoteCommand.script(script, arguments))
        return try checked(try await runner.read(command, each: each))
    }

    nonisolated func write(
        to script: Script,
        _ arguments: [String],
        _ next: () async throws -> [UInt8]?
    ) async throws -> CommandResult {
        let command = commands.client(RemoteCommand.script(script, arguments), takesInput: true)
        return try checked(try await runner.write(to: command, next))
    }

    /// If the connection ended, that is an error, whatever the result.
    private nonisolated func checked(_ result: CommandResult) throws -> CommandResult {
        if result.status == 255 { throw failure(result).error }
        return result
    }
}
