import DustyCore

/// A job's history: the events, their sum, and who waits for more.
struct JobLog: Sendable {
    /// How many events are kept; the oldest lines of output go first.
    static let limit = 20_000
    /// How much text they may hold.
    static let byteLimit = 4 << 20

    /// One who follows.
    private struct Listener {
        let continuation: AsyncStream<Void>.Continuation
        let user: UInt32?
        /// How much text there was when events were last taken, and the time before: text before that was passed on.
        var taken = 0
        var passedOn = 0
    }

    /// How much text may wait for a reader that a run waits for.
    static let unreadLimit = 1 << 20

    private(set) var job: Job
    private(set) var events: [JobEvent] = []
    private var nextSequence = 0
    private var bytes = 0
    /// How much text was ever added.
    private var written = 0
    private var listeners: [Int: Listener] = [:]
    private var nextListener = 0
    /// Who waits for a follower to take events, or to leave.
    private var writers: [AsyncStream<Void>.Continuation] = []

    init(job: Job) {
        self.job = job
    }

    /// Adds what happened and wakes all who wait.
    mutating func append(_ kind: JobEvent.Kind, at time: Timestamp) {
        var event = JobEvent(job: job.id, sequence: nextSequence, time: time, kind: kind)
        nextSequence += 1
        job.apply(event)
        if case .finished = kind { event.tests = job.tests }
        events.append(event)
        bytes += kind.cost
        written += kind.cost
        if events.count > Self.limit || bytes > Self.byteLimit { dropOutput() }
        for listener in listeners.values { listener.continuation.yield() }
        if job.state.isFinal {
            for listener in listeners.values { listener.continuation.finish() }
            listeners = [:]
            wakeWriters()
        }
    }

    /// Marks the job as being cancelled.
    mutating func markCancelling() {
        job.state = .cancelling
    }

    /// Events from a position on.
    func events(from sequence: Int) -> ArraySlice<JobEvent> {
        var low = 0
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            if events[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return events[low...]
    }

    /// A signal now and after every event, which ends with the job; and the follower's number, unless the job has
    /// ended.
    mutating func changes(
        for user: UInt32?,
        onEnd: @escaping @Sendable (Int) -> Void
    ) -> (changes: AsyncStream<Void>, listener: Int?) {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        guard !job.state.isFinal else {
            continuation.finish()
            return (stream, nil)
        }
        let id = nextListener
        nextListener += 1
        listeners[id] = Listener(continuation: continuation, user: user)
        continuation.onTermination = { _ in onEnd(id) }
        return (stream, id)
    }

    /// Records that a follower takes all present events, having passed on those that it took before.
    mutating func take(listener: Int) {
        guard var found = listeners[listener] else { return }
        (found.passedOn, found.taken) = (found.taken, written)
        listeners[listener] = found
        wakeWriters()
    }

    /// Ends when a follower next takes events, or leaves.
    mutating func reading() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        writers.append(continuation)
        return stream
    }

    /// Whether much text waits for a user: for the first follower, or for one still to come.
    func isAhead(of user: UInt32) -> Bool {
        let first = listeners.filter { $0.value.user == user }.min { $0.key < $1.key }?.value
        guard first != nil || nextListener == 0 else { return false }
        return written - (first?.passedOn ?? 0) >= Self.unreadLimit
    }

    /// Whether a listener waits for more.
    var isWatched: Bool { !listeners.isEmpty }

    /// Forgets one who waited.
    mutating func forget(listener: Int) {
        listeners[listener] = nil
        wakeWriters()
    }

    private mutating func wakeWriters() {
        for writer in writers { writer.finish() }
        writers = []
    }

    private mutating func dropOutput() {
        // A tenth more than necessary, so that this is rare.
        var events = self.events
        var excess = events.count > Self.limit ? Self.limit / 10 : 0
        let allowed = bytes > Self.byteLimit ? Self.byteLimit / 10 * 9 : Self.byteLimit
        events.removeAll { event in
            guard excess > 0 || bytes > allowed, event.kind.cost > 0 else { return false }
            excess -= 1
            bytes -= event.kind.cost
            return true
        }
        self.events = events
    }
}

extension JobEvent.Kind {
    /// How much room printed text takes, its event included; 0 for another kind of event.
    fileprivate var cost: Int {
        switch self {
        case .output(_, let text, _), .suiteOutput(_, _, let text): text.utf8.count + 128
        default: 0
        }
    }
}

extension JobEvent.Kind {
    /// The same with replaced texts, both printed ones and errors. Output of tests is left as it is: it comes from
    /// containers.
    func replacingText(_ replace: (String) -> String) -> JobEvent.Kind {
        switch self {
        case .output(let step, let text, let stream):
            return .output(step: step, text: replace(text), stream: stream)
        case .stepFinished(let step, let state, let summary):
            return .stepFinished(step: step, state: state, summary: summary.map(replace))
        case .finished(let state, var error?):
            error.message = replace(error.message)
            error.hint = error.hint.map(replace)
            return .finished(state: state, error: error)
        default: return self
        }
    }
}
