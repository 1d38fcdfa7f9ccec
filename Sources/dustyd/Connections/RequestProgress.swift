import NIOCore

/// How far the requests of a connection have come.
struct RequestProgress {
    /// What a connection may be waiting for.
    enum Limit: Equatable {
        /// The head of its first request.
        case head
        /// Another request.
        case idle
        /// The next piece of a body.
        case body
        /// The rest of a body whose request is answered.
        case leftover
        /// A client that reads.
        case unread
    }

    /// Since when no request is open.
    var waitingSince = NIODeadline.now()
    /// Since when the daemon waits for bytes of the client; nil while it wants none.
    var readingSince: NIODeadline?
    /// Since when the client does not read; nil while it does.
    var unwritableSince: NIODeadline?

    /// Requests that have begun and are not answered to the end.
    private(set) var open = 0
    /// Whether the body of the last request is not complete.
    private(set) var isReading = false
    /// Whether the answer to the first open request has begun.
    private(set) var isAnswering = false
    private var isUsed = false

    /// Whether nothing is asked.
    var isWaiting: Bool { open == 0 && !isReading }
    /// Whether the only request is not complete and not being answered.
    var isReadingFirst: Bool { open == 1 && isReading && !isAnswering }

    mutating func beganRequest() {
        open += 1
        isReading = true
        isUsed = true
    }

    mutating func endedRequest(at now: NIODeadline) {
        isReading = false
        if open == 0 { waitingSince = now }
    }

    mutating func beganAnswer() {
        isAnswering = true
    }

    mutating func endedAnswer(at now: NIODeadline) {
        isAnswering = false
        open = max(0, open - 1)
        if open == 0 { waitingSince = now }
    }

    /// The earliest limit and its time; nil while the daemon works on a request.
    func limit(_ limits: ServerLimits) -> (limit: Limit, due: NIODeadline)? {
        var found: [(limit: Limit, due: NIODeadline)] = []
        if open == 0 {
            let (limit, time): (Limit, Duration) =
                isReading ? (.leftover, limits.leftover) : isUsed ? (.idle, limits.idle) : (.head, limits.firstHead)
            found.append((limit, waitingSince + TimeAmount(time)))
        } else if isReading, !(open == 1 && isAnswering), let readingSince {
            found.append((.body, readingSince + TimeAmount(limits.bodyPiece)))
        }
        if let unwritableSince { found.append((.unread, unwritableSince + TimeAmount(limits.unread))) }
        return found.min { $0.due < $1.due }
    }
}
