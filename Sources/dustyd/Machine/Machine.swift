import DustyCore

/// The machine that the engine runs on.
protocol Machine: Sendable {
    /// What kind it is and how it does, for the screen.
    func status() async -> MachineStatus
    /// What compiling must know. Throws `DustyError` `.unavailable` when the machine does not run.
    func facts() async throws -> MachineFacts
    /// Stops the machine where it is one that can be stopped; returns what became of it, in words.
    func shutDown() async throws -> String
    /// Throws `DustyError` `.conflict` naming the holder when one of these TCP ports of the stack's address is taken by somebody else.
    func checkPorts(_ ports: [Int], address: String) async throws
    /// Ends port forwarders that a killed engine has left listening on these TCP ports of the stack's address; those of containers stay.
    func endOrphanedForwarders(on ports: [Int], address: String) async throws
}
