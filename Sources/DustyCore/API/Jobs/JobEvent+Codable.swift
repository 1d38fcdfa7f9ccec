/// On the wire an event is flat: `{"job":7,"sequence":3,"time":"…","type":"step_started","step":1}`.
extension JobEvent {
    private enum CodingKeys: String, CodingKey {
        case job, sequence, time, type, steps, step, progress, text, state, summary, error
        case suite, stream, outcome, tests
    }

    private enum Tag: String, Codable {
        case started, planned, stepStarted = "step_started", stepProgressed = "step_progressed", output
        case stepFinished = "step_finished", finished
        case suiteOutput = "suite_output", suiteFinished = "suite_finished"
    }

    /// Reads the flat form.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        job = try container.decode(Int.self, forKey: .job)
        sequence = try container.decode(Int.self, forKey: .sequence)
        time = try container.decode(Timestamp.self, forKey: .time)
        tests = try container.decodeIfPresent([TestOutcome].self, forKey: .tests)
        func step() throws -> Int { try container.decode(Int.self, forKey: .step) }
        switch try container.decode(Tag.self, forKey: .type) {
        case .started: kind = .started
        case .planned: kind = .planned(steps: try container.decode([String].self, forKey: .steps))
        case .stepStarted: kind = .stepStarted(step: try step())
        case .stepProgressed:
            kind = .stepProgressed(
                step: try step(),
                progress: try container.decode(Job.Progress.self, forKey: .progress)
            )
        case .output:
            kind = .output(
                step: try container.decodeIfPresent(Int.self, forKey: .step),
                text: try container.decode(String.self, forKey: .text),
                stream: try container.decodeIfPresent(LogLine.Stream.self, forKey: .stream) ?? .out
            )
        case .stepFinished:
            kind = .stepFinished(
                step: try step(),
                state: try container.decode(Job.State.self, forKey: .state),
                summary: try container.decodeIfPresent(String.self, forKey: .summary)
            )
        case .suiteOutput:
            kind = .suiteOutput(
                suite: try container.decode(String.self, forKey: .suite),
                stream: try container.decode(LogLine.Stream.self, forKey: .stream),
                text: try container.decode(String.self, forKey: .text)
            )
        case .suiteFinished:
            kind = .suiteFinished(try container.decode(TestOutcome.self, forKey: .outcome))
        case .finished:
            kind = .finished(
                state: try container.decode(Job.State.self, forKey: .state),
                error: try container.decodeIfPresent(DustyError.self, forKey: .error)
            )
        }
    }

    /// Writes the flat form.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(job, forKey: .job)
        try container.encode(sequence, forKey: .sequence)
        try container.encode(time, forKey: .time)
        try container.encodeIfPresent(tests, forKey: .tests)
        func put(_ tag: Tag, step: Int? = nil) throws {
            try container.encode(tag, forKey: .type)
            try container.encodeIfPresent(step, forKey: .step)
        }
        switch kind {
        case .started: try put(.started)
        case .planned(let steps):
            try put(.planned)
            try container.encode(steps, forKey: .steps)
        case .stepStarted(let step): try put(.stepStarted, step: step)
        case .stepProgressed(let step, let progress):
            try put(.stepProgressed, step: step)
            try container.encode(progress, forKey: .progress)
        case .output(let step, let text, let stream):
            try put(.output, step: step)
            try container.encode(text, forKey: .text)
            if stream != .out { try container.encode(stream, forKey: .stream) }
        case .stepFinished(let step, let state, let summary):
            try put(.stepFinished, step: step)
            try container.encode(state, forKey: .state)
            try container.encodeIfPresent(summary, forKey: .summary)
        case .suiteOutput(let suite, let stream, let text):
            try put(.suiteOutput)
            try container.encode(suite, forKey: .suite)
            try container.encode(stream, forKey: .stream)
            try container.encode(text, forKey: .text)
        case .suiteFinished(let outcome):
            try put(.suiteFinished)
            try container.encode(outcome, forKey: .outcome)
        case .finished(let state, let error):
            try put(.finished)
            try container.encode(state, forKey: .state)
            try container.encodeIfPresent(error, forKey: .error)
        }
    }
}

extension Job {
    /// How many lines of output a job keeps for clients that do not follow it.
    public static let tailLimit = 200

    /// Longest line of a suite in it.
    static let tailLineLimit = 2048

    /// Folds one event into the job, the same way in the daemon and in every watcher.
    public mutating func apply(_ event: JobEvent) {
        switch event.kind {
        case .started:
            state = .running
            startedAt = event.time
        case .planned(let titles):
            steps += titles.map { Step(title: $0) }
        case .stepStarted(let index):
            guard steps.indices.contains(index) else { return }
            steps[index].state = .running
            steps[index].startedAt = event.time
        case .stepProgressed(let index, let progress):
            guard steps.indices.contains(index) else { return }
            steps[index].progress = progress
        case .output(_, let text, _):
            addToTail([text])
        case .suiteOutput(_, _, let text):
            addToTail(printed: text)
        case .suiteFinished(let outcome):
            tests = (tests ?? []) + [outcome]
        case .stepFinished(let index, let state, let summary):
            guard steps.indices.contains(index) else { return }
            steps[index].state = state
            steps[index].finishedAt = event.time
            steps[index].summary = summary
        case .finished(let state, let error):
            self.state = state
            self.error = error
            finishedAt = event.time
        }
    }

    /// Adds a suite's output: its first line continues the last one.
    private mutating func addToTail(printed text: String) {
        var lines = TextLines.split(text)
        if isTailOpen, let last = tail.popLast() { lines[0] = last + lines[0] }
        isTailOpen = lines.last?.isEmpty == false
        if !isTailOpen { lines.removeLast() }
        let isOpen = isTailOpen
        addToTail(lines.suffix(Self.tailLimit).map { String($0.prefix(Self.tailLineLimit)) })
        isTailOpen = isOpen
    }

    private mutating func addToTail(_ lines: [String]) {
        isTailOpen = false
        tail += lines
        if tail.count > Self.tailLimit { tail.removeFirst(tail.count - Self.tailLimit) }
    }
}
