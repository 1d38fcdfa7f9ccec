/// Tries ports of containers from where their addresses lead to them.
protocol PortDialer: Sendable {
    /// Whether somebody takes connections there.
    func connect(_ address: String, _ port: Int) async throws -> ReadinessAttempt
    /// Whether a GET request there is answered with a status below 400.
    func get(_ address: String, _ port: Int, path: String) async throws -> ReadinessAttempt
}

/// From this host.
struct LocalDialer: PortDialer {
    func connect(_ address: String, _ port: Int) async throws -> ReadinessAttempt {
        try await PortTrial.connect(address, port)
    }

    func get(_ address: String, _ port: Int, path: String) async throws -> ReadinessAttempt {
        try await PortTrial.get(address, port, path: path)
    }
}
