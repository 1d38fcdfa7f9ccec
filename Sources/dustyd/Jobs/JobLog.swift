import DustyCore

/// A job's history: the events, what they amount to, and who waits for more.
struct JobLog: Sendable {
    /// How many events are kept; the oldest lines of output go first.
    static let limit = 20_000

    private(set) var job: Job
    private(set) var events: [JobEvent] = []
    private var nextSequence = 0
    private var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    private var nextListener = 0

    init(job: Job) {
        self.job = job
    }

    /// Adds what happened and wakes everybody who waits.
    mutating func append(_ kind: JobEvent.Kind, at time: Timestamp) {
        let event = JobEvent(job: job.id, sequence: nextSequence, time: time, kind: kind)
        nextSequence += 1
        job.apply(event)
        events.append(event)
        if events.count > Self.limit { dropOutput() }
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

    /// Forgets one who waited.
    mutating func forget(listener: Int) {
        listeners[listener] = nil
    }

    private mutating func dropOutput() {
        var excess = Self.limit / 10
        events.removeAll { event in
            guard excess > 0, case .output = event.kind else { return false }
            excess -= 1
            return true
        }
    }
}
