import DustyCore

/// Tries once whether a container is ready.
protocol ReadinessProber: Sendable {
    /// One attempt; what goes wrong on the way to the container is a reason why it is not ready yet. Throws only when cancelled.
    func attempt(_ probe: Gate.Probe, on container: String) async throws -> ReadinessAttempt
}

/// What came of one attempt.
enum ReadinessAttempt: Sendable, Equatable {
    /// It is ready.
    case ready
    /// Not yet, and why.
    case notYet(String)
    /// It will not become ready, and why.
    case over(String)
}
