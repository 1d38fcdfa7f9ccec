import DustyCore
import DustyTerminal

/// Something that happened.
enum Message: Equatable, Sendable {
    case terminal(TerminalEvent)
    /// The stack as it is now.
    case snapshot(Snapshot)
    /// The daemon does not answer; the next try is at this moment, and the last sign of life was at that one where it is known.
    case lost(DustyError, retryAt: Timestamp, since: Timestamp? = nil)
    /// Lines of the log of an app or a service, for the opening that asked for them; nil for whichever there is.
    case log(String, LogBatch, opening: Int? = nil)
    /// A log's stream ended, with an error or without.
    case logEnded(String, DustyError?, opening: Int? = nil)
    /// The daemon took a job.
    case accepted(Job)
    /// The daemon said what a sync that was asked for would do.
    case previewed(JobRequest, [SyncPreview])
    /// The daemon changed the bundles.
    case bundlesChanged([BundleStatus])
    /// The daemon answered a query.
    case answered(Query, Answer)
    /// A page of a log; nil when it cannot be had this time.
    case page(LogStretch, [LogLine]?)
    /// Something that queries are about was changed; what to say of it.
    case changed(String)
    /// A request failed; what it was for.
    case refused(String, DustyError)
    /// Something that was asked for is done; what to say of it.
    case done(String)
    /// A notice has been shown long enough.
    case expired(notice: Int)
    /// Time passes; only sent while something shown depends on it.
    case tick
}
