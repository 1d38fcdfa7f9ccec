import DustyCore

/// Turns a job's events into lines that stay: what began, what was said, what came of it.
struct EventPrinter: Sendable {
    /// The job as the events have told it so far.
    private(set) var job: Job
    /// Whether the beginning of a step deserves a line; a live view shows it otherwise.
    let tellsBeginnings: Bool

    /// A printer for the events of a job from the first on.
    init(_ job: Job, tellsBeginnings: Bool) {
        self.job = Job(id: job.id, kind: job.kind, names: job.names, user: job.user, createdAt: job.createdAt)
        self.tellsBeginnings = tellsBeginnings
    }

    /// The line before all others.
    var title: String {
        (["job \(job.id):", job.kind.rawValue] + job.names).joined(separator: " ")
    }

    /// Takes an event in; returns the lines it deserves.
    mutating func lines(for event: JobEvent, on console: Console) -> [String] {
        job.apply(event)
        switch event.kind {
        case .started, .planned, .stepProgressed: return []
        case .stepStarted(let index):
            guard tellsBeginnings, let step = step(index) else { return [] }
            return [mark("....", .dim, on: console) + console.shown(step.title)]
        case .output(let index, let text):
            let speaker = index.flatMap(step).map { console.shown($0.title) + ": " } ?? ""
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            return lines.map { mark("", .dim, on: console) + console.paint(speaker, .dim) + console.shown(String($0)) }
        case .stepFinished(let index, _, _):
            return step(index).map { [line(for: $0, on: console)] } ?? []
        case .finished(let state, _):
            return ["job \(job.id) " + console.paint(state.rawValue, state.tone) + took(job.startedAt, job.finishedAt)]
        }
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
        let summary = (step.summary ?? "").isEmpty ? "" : ": " + console.shown(step.summary ?? "")
        let time = step.state == .skipped ? "" : took(step.startedAt, step.finishedAt)
        return mark(word, step.state.tone, on: console) + console.shown(step.title) + summary
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
