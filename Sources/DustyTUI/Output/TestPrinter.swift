import DustyCore
import DustyTerminal

/// Prints the events of a test run: what suites print goes where they printed it, what Dusty has to say to standard error.
actor TestPrinter {
    /// The run as far as it was told.
    private(set) var job: Job
    /// Position of the event that comes next.
    private(set) var nextSequence = 0
    private let console: Console
    private let asJSON: Bool

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
        case .suiteOutput(_, let stream, let text): try show(text, on: stream == .err ? .error : .out)
        case .output(let step, let text): try show(text, of: step)
        default: break
        }
    }

    private func show(_ text: String, on channel: Console.Channel) throws {
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            try console.print(verbatim: String(line), to: channel)
        }
    }

    private func show(_ text: String, of step: Int?) throws {
        let title = step.flatMap { job.steps.indices.contains($0) ? job.steps[$0].title + ": " : nil } ?? ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            try console.print(
                console.paint(console.shown(title), .dim, on: .error) + console.shown(String(line)),
                to: .error
            )
        }
    }
}
