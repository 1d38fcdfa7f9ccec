import DustyCore
import DustyTerminal

/// Something that happened.
enum Message: Equatable, Sendable {
    case terminal(TerminalEvent)
    /// The stack as it is now.
    case snapshot(Snapshot)
    /// The daemon does not answer; the next attempt is at this time, and the last sign of life was at that one if it is
    /// known.
    case lost(DustyError, retryAt: Timestamp, since: Timestamp? = nil)
    /// Lines of the log of an app or a service, for the opening that asked for them; nil for whichever there is.
    case log(String, LogBatch, opening: Int? = nil)
    /// A log's stream ended, with an error or without.
    case logEnded(String, DustyError?, opening: Int? = nil)
    /// The daemon took a job.
    case accepted(Job)
    /// The daemon said what a requested sync would do.
    case previewed(JobRequest, [SyncPreview])
    /// The daemon changed the bundles.
    case bundlesChanged([BundleStatus])
    /// The daemon answered a query.
    case answered(Query, Answer)
    /// A page of a log; nil when it is not available this time.
    case page(LogStretch, [LogLine]?)
    /// Something that queries depend on was changed; the message about it.
    case changed(String)
    /// A request failed; its purpose.
    case refused(String, DustyError)
    /// A request was carried out; the message about it.
    case done(String)
    /// A notice has been shown long enough.
    case expired(notice: Int)
    /// Time passes; only sent while something shown depends on it.
    case tick
}
