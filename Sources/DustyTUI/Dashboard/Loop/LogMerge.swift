import DustyCore
import Synchronization

/// Brings lines of several logs into the order of their times: each waits a moment for earlier ones that arrive later.
final class LogMerge: Sendable {
    /// How long lines wait, in milliseconds.
    static let hold: Int64 = 250

    private struct Held {
        /// Lines that came since the last release.
        var fresh: [LogLine] = []
        /// Lines that were there at the last release.
        var aged: [LogLine] = []
    }

    private let mailbox: Mailbox
    private let source: String
    private let opening: Int
    private let held = Mutex(Held())

    /// A merge that posts to a mailbox under a log's name and opening.
    init(mailbox: Mailbox, source: String, opening: Int) {
        self.mailbox = mailbox
        self.source = source
        self.opening = opening
    }

    /// Keeps lines for now.
    func hold(_ batch: LogBatch) -> LogBatch? {
        held.withLock { $0.fresh += batch.lines }
        return nil
    }

    /// Posts the lines that have waited long enough, earliest first: those that were there at the previous call, and
    /// what was written before them.
    func release() {
        let ready = held.withLock { held -> [LogLine] in
            let newest = held.aged.map(\.time).max()
            let all = (held.aged + held.fresh).enumerated()
                .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
                .map(\.element)
            let ready = newest.map { newest in all.filter { $0.time <= newest } } ?? []
            held.aged = Array(all.dropFirst(ready.count))
            held.fresh = []
            return ready
        }
        if !ready.isEmpty { mailbox.post(.log(source, LogBatch(lines: ready), opening: opening)) }
    }
}
