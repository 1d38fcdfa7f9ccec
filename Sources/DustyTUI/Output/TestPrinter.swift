import DustyCore
import DustyTerminal

/// Prints the events of a test run: output of suites goes to the stream they used, Dusty's own messages to standard
/// error.
actor TestPrinter {
    /// The run as far as it is known.
    private(set) var job: Job
    /// Position of the event that comes next.
    private(set) var nextSequence = 0
    private let console: Console
    private let asJSON: Bool
    /// Output of suites, and where it goes.
    private var printed: [LogLine.Stream: VerbatimText] = [:]

    /// A printer for the events of a run from the first on.
    init(_ job: Job, on console: Console, asJSON: Bool) {
        self.job = Job(id: job.id, kind: job.kind, names: job.names, user: job.user, createdAt: job.createdAt)
        self.console = console
        self.asJSON = asJSON
    }

    /// Prints an event.
    func show(_ event: JobEvent) throws {
        let missed = event.sequence - nextSequence
        nextSequence = event.sequence + 1
        job.apply(event)
        guard !asJSON else { return try console.print(jsonLine: event) }
        if missed > 0 {
            try console.print("(output came faster than it could be read: \(missed) pieces are missing)", to: .error)
        }
        switch event.kind {
        case .suiteOutput(_, let stream, let text): try show(text, from: stream)
        case .output(let step, let text, _): try show(text, of: step)
        case .suiteFinished, .finished: try endLines()
        default: break
        }
    }

    private func show(_ text: String, from stream: LogLine.Stream) throws {
        let channel: Console.Channel = stream == .err ? .error : .out
        var printed = self.printed[stream] ?? VerbatimText(isShown: console.showsVerbatim(on: channel))
        try console.write(channel, Array(printed.append(text).utf8))
        self.printed[stream] = printed
    }

    /// Dusty's next message begins on a new line.
    private func endLines() throws {
        for (stream, var text) in printed {
            try console.write(stream == .err ? .error : .out, Array(text.finish().utf8))
        }
        printed = [:]
    }

    private func show(_ text: String, of step: Int?) throws {
        let title = step.flatMap { job.steps.indices.contains($0) ? job.steps[$0].title + ": " : nil } ?? ""
        for line in text.allLines {
            try console.print(
                console.paint(title, .dim, on: .error) + console.shown(line),
                to: .error
            )
        }
    }
}
