import DustyCore

/// The state of a connection that is kept open: open, opening, or failed and about to be retried.
struct ConnectionState: Sendable, Equatable {
    /// What holds now.
    enum Phase: Sendable, Equatable {
        case connecting
        case connected
        /// Why, and whether trying again cannot help before a user does something.
        case unreachable(DustyError, isLasting: Bool)
    }

    private(set) var phase = Phase.connecting
    /// Since when.
    private(set) var since: Timestamp
    /// Consecutive failed attempts.
    private(set) var failures = 0
    /// Which connection it is, counted.
    private(set) var epoch = 0

    init(since: Timestamp) {
        self.since = since
    }

    var isConnected: Bool { phase == .connected }

    /// It is open and works.
    mutating func succeed(at now: Timestamp) {
        phase = .connected
        since = now
        failures = 0
        epoch += 1
    }

    /// It ended, or could not be opened. A connection that worked is reopened at once; only if that fails too the
    /// machine is unreachable.
    mutating func fail(_ error: DustyError, isLasting: Bool, at now: Timestamp) {
        if isConnected {
            phase = .connecting
            since = now
            return
        }
        failures += 1
        if case .unreachable = phase {} else { since = now }
        phase = .unreachable(error, isLasting: isLasting)
    }

    /// There is reason to try again at once, as if nothing had failed.
    mutating func retry(at now: Timestamp) {
        guard !isConnected else { return }
        phase = .connecting
        since = now
        failures = 0
    }

    /// How long to wait before the next attempt: twice as long each time, up to some seconds.
    var pause: Duration {
        guard failures > 0 else { return .milliseconds(100) }
        return min(.milliseconds(250) * (1 << min(failures - 1, 6)), .seconds(5))
    }
}
