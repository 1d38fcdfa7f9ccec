import DustyCore

/// A job's history: the events, what they amount to, and who waits for more.
struct JobLog: Sendable {
    /// How many events are kept; the oldest lines of output go first.
    static let limit = 20_000
    /// How much text they may hold.
    static let byteLimit = 4 << 20

    private(set) var job: Job
    private(set) var events: [JobEvent] = []
    private var nextSequence = 0
    private var bytes = 0
    private var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    private var nextListener = 0

    init(job: Job) {
        self.job = job
    }

    /// Adds what happened and wakes everybody who waits.
    mutating func append(_ kind: JobEvent.Kind, at time: Timestamp) {
        var event = JobEvent(job: job.id, sequence: nextSequence, time: time, kind: kind)
        nextSequence += 1
        job.apply(event)
        if case .finished = kind { event.tests = job.tests }
        events.append(event)
        bytes += kind.text?.utf8.count ?? 0
        if events.count > Self.limit || bytes > Self.byteLimit { dropOutput() }
        for listener in listeners.values { listener.yield() }
        if job.state.isFinal {
            for listener in listeners.values { listener.finish() }
            listeners = [:]
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

    /// A signal now and after every event; ends with the job.
    mutating func changes(onEnd: @escaping @Sendable (Int) -> Void) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        continuation.yield()
        guard !job.state.isFinal else {
            continuation.finish()
            return stream
        }
        let id = nextListener
        nextListener += 1
        listeners[id] = continuation
        continuation.onTermination = { _ in onEnd(id) }
        return stream
    }

    /// Whether anybody waits for more.
    var isWatched: Bool { !listeners.isEmpty }

    /// Forgets one who waited.
    mutating func forget(listener: Int) {
        listeners[listener] = nil
    }

    private mutating func dropOutput() {
        // A tenth more than must go, so that this is rare.
        var events = self.events
        var excess = events.count > Self.limit ? Self.limit / 10 : 0
        let allowed = bytes > Self.byteLimit ? Self.byteLimit / 10 * 9 : Self.byteLimit
        events.removeAll { event in
            guard excess > 0 || bytes > allowed, let text = event.kind.text else { return false }
            excess -= 1
            bytes -= text.utf8.count
            return true
        }
        self.events = events
    }
}

extension JobEvent.Kind {
    /// What was printed; nil when it is another kind of event.
    fileprivate var text: String? {
        switch self {
        case .output(_, let text), .suiteOutput(_, _, let text): text
        default: nil
        }
    }
}
