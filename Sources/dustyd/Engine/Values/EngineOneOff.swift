import DustyCore

/// Containers that the engine makes for one program, and that go with it.
protocol EngineOneOff: Sendable {
    /// What a container is made from.
    func definition(of container: String) async throws -> OneOffDefinition
    /// Makes a container for one program from what another one is made from: its image, variables, volumes, network, directory and user, but none of its
    /// ports, names and labels, and nothing of what its volumes without a name hold.
    func createOneOff(_ definition: OneOffDefinition, _ program: ExecProgram, _ identity: OneOffIdentity) async throws
    /// Starts it and hands over what it prints until it ends, its exit code last; `sending` runs beside it, and is cancelled then.
    func runOneOff(
        _ name: String,
        terminal: Bool,
        size: TerminalSize?,
        sending: @escaping @Sendable (any ExecStandardInput) async throws -> Void,
        each: (ExecOutput) async throws -> Void
    ) async throws
    /// Gives its terminal another size.
    func resizeOneOff(_ name: String, to size: TerminalSize) async throws
    /// Sends a signal to its program.
    func signal(container: String, _ signal: String) async throws
    /// Ends it, given some seconds for that, and removes it with its volumes without a name. Nothing happens when it is gone.
    func removeOneOff(_ name: String, grace seconds: Int) async throws
}

/// What a container for one program is known by.
struct OneOffIdentity: Sendable, Equatable {
    /// Its name, which no other container has.
    var name: String
    /// The stack whose it is.
    var stack: String
    /// The app or service that it is like.
    var service: String
}

extension StackLabel {
    /// Name of the stack, on containers that run one program and go.
    static let run = "dusty.run"
}
