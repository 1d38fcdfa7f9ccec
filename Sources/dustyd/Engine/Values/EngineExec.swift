import DustyCore

/// Programs that the container engine runs beside a container's own.
protocol EngineExec: Sendable {
    /// Makes a program ready to run in a running container; returns its id.
    func createExec(in container: String, _ program: ExecProgram) async throws -> String
    /// Runs it and passes on what it prints until it ends; `sending` runs beside it, and is cancelled then. The engine
    /// does not end the program when the connection breaks.
    func attachExec(
        _ id: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws
    /// Gives its terminal another size.
    func resizeExec(_ id: String, to size: TerminalSize) async throws
    /// Its exit code; nil while it runs.
    func exitCode(ofExec id: String) async throws -> Int?
}

/// A program for a container.
struct ExecProgram: Sendable, Equatable {
    /// The program and its arguments.
    var command: [String]
    /// Variables as `NAME=value`.
    var environment: [String] = []
    var terminal = false
    var size: TerminalSize?
    /// Nil for the container's own.
    var user: String?
    /// Where it begins; nil for the container's own directory.
    var directory: String?
    /// In place of what the container starts its command with; nil for that. Only for a container of its own.
    var entrypoint: [String]?
    /// Whether it reads what a caller sends.
    var readsInput = true
}

/// Standard input of a program in a container.
protocol ExecStandardInput: Sendable {
    /// Writes bytes; a program that no longer reads is not an error.
    func write(_ bytes: [UInt8]) async throws
    /// Ends it.
    func finish()
}
