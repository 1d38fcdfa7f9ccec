import DustyCore

/// The connection with the daemon.
enum Link: Equatable {
    /// No answer yet, since this moment.
    case connecting(since: Timestamp)
    /// Snapshots arrive.
    case connected
    /// Lost, or never had; the last snapshot is stale since then.
    case lost(since: Timestamp, error: DustyError, retryAt: Timestamp)

    /// Since when what is shown can no longer be trusted.
    var staleSince: Timestamp? {
        if case .lost(let since, _, _) = self { return since }
        return nil
    }
}
