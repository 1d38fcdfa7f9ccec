import DustyCore

/// Turns a job's events into lines that stay: what started, what was printed, and the outcome.
struct EventPrinter: Sendable {
    /// Seconds after which a silent step is announced.
    private static let patience = 2.0

    /// The job as the events have shown it so far.
    private(set) var job: Job
    /// Steps that at least one line has mentioned.
    private var told: Set<Int> = []
    /// Unfinished lines of suites, by stream.
    private var open: [LogLine.Stream: String] = [:]

    /// A printer for the events of a job from the first on.
    init(_ job: Job) {
        self.job = Job(id: job.id, kind: job.kind, names: job.names, user: job.user, createdAt: job.createdAt)
    }

    /// The line before all others.
    var title: String {
        (["job \(job.id):", job.kind.words] + job.names).joined(separator: " ")
    }

    /// Takes an event; returns the lines for it.
    mutating func lines(for event: JobEvent, on console: Console) -> [String] {
        job.apply(event)
        switch event.kind {
        case .started, .planned, .stepStarted, .stepProgressed: return []
        case .suiteOutput(let suite, let stream, let text):
            var lines = TextLines.split((open[stream] ?? "") + text)
            open[stream] = lines.removeLast()
            return self.lines(lines, of: suite, on: console)
        case .suiteFinished(let outcome):
            let rest = [LogLine.Stream.out, .err].compactMap { open[$0] }.filter { !$0.isEmpty }
            open = [:]
            return lines(rest, of: outcome.suite, on: console)
        case .output(let index, let text, let stream):
            if let index { told.insert(index) }
            let speaker = index.flatMap(step).map { $0.title + ": " } ?? ""
            let lines = text.allLines
            let mark = stream == .err ? mark("err", .busy, on: console) : mark("", .dim, on: console)
            return lines.map { mark + console.paint(speaker, .dim) + console.shown($0) }
        case .stepFinished(let index, let state, let summary):
            // A silent step with nothing to do would only hide the others.
            guard let step = step(index), state != .skipped || summary != nil else { return [] }
            return [line(for: step, on: console)]
        case .finished(let state, _):
            return ["job \(job.id) " + console.paint(state.rawValue, state.tone) + took(job.startedAt, job.finishedAt)]
        }
    }

    /// Lines for steps that have been silent for a while, so that waiting does not look like hanging.
    mutating func waitingLines(now: Timestamp, on console: Console) -> [String] {
        let silent = job.steps.indices.filter { index in
            guard job.steps[index].state == .running, let start = job.steps[index].startedAt else { return false }
            return now.seconds(since: start) >= Self.patience && !told.contains(index)
        }
        told.formUnion(silent)
        return silent.map { mark("....", .dim, on: console) + job.steps[$0].title }
    }

    private func lines(_ lines: [String], of suite: String, on console: Console) -> [String] {
        let speaker = console.paint(suite + ": ", .dim)
        return lines.map { mark("", .dim, on: console) + speaker + console.shown($0) }
    }

    private func step(_ index: Int) -> Job.Step? {
        job.steps.indices.contains(index) ? job.steps[index] : nil
    }

    private func line(for step: Job.Step, on console: Console) -> String {
        let word =
            switch step.state {
            case .succeeded: "done"
            case .skipped: "skip"
            case .failed: "FAIL"
            case .cancelled: "cut"
            case .pending, .running, .cancelling: step.state.rawValue
            }
        let summary = step.summary.map { $0.isEmpty ? "" : ": \($0)" } ?? ""
        let time = step.state == .skipped ? "" : took(step.startedAt, step.finishedAt)
        return mark(word, step.state.tone, on: console) + step.title + summary
            + console.paint(time, .dim)
    }

    private func mark(_ word: String, _ tone: Tone, on console: Console) -> String {
        console.paint(word, tone) + String(repeating: " ", count: max(1, 6 - word.count))
    }

    private func took(_ start: Timestamp?, _ end: Timestamp?) -> String {
        guard let start, let end else { return "" }
        return " (\(Measure.time(end.seconds(since: start))))"
    }
}
