import DustyCore

/// One line of a recording: a message from the daemon, and its time.
struct RecordedMessage: Codable, Sendable, Equatable {
    /// When it arrived.
    var time: Timestamp
    /// The stack.
    var snapshot: Snapshot?
    /// Name of the log that lines are of.
    var log: String?
    /// Lines of that log.
    var batch: LogBatch?
    /// The daemon did not answer, for this reason.
    var lost: DustyError?

    /// A message in recorded form; nil for those that do not come from the daemon.
    init?(_ message: Message, at time: Timestamp) {
        self.time = time
        switch message {
        case .snapshot(let snapshot): self.snapshot = snapshot
        case .log(let name, let batch, _): (log, self.batch) = (name, batch)
        case .lost(let error, _, _): lost = error
        default: return nil
        }
    }

    /// The message that was recorded.
    var message: Message? {
        if let snapshot { return .snapshot(snapshot) }
        if let log, let batch { return .log(log, batch) }
        return lost.map { .lost($0, retryAt: time) }
    }
}
