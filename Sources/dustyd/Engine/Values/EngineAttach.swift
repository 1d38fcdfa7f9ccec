import DustyCore

/// The own processes of containers, as the engine lets others reach them.
protocol EngineAttach: Sendable {
    /// How a container's own process is; nil when there is no such container.
    func ownProcess(of container: String) async throws -> OwnProcess?
    /// Passes on what it prints from now on until it ends; `sending` runs beside it, and is cancelled then. When the connection breaks, the
    /// process goes on.
    func attach(
        toProcessOf container: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws
}

/// A container's own process.
struct OwnProcess: Sendable, Equatable {
    /// Whether anything can be sent to it.
    var readsInput: Bool
    var hasTerminal: Bool
    /// Nil while it runs.
    var exitCode: Int?
}
