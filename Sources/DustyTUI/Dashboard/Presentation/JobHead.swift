import DustyCore
import DustyTerminal

/// Everything about a job besides its output: its progress, its steps, its suites, and why it failed.
enum JobHead {
    /// A line of text with its look.
    struct Line {
        var text: String
        var role: Style.Role
        /// How long it took.
        var time = ""
        /// All of it in one text.
        var whole: String { time.isEmpty ? text : "\(text)  \(time)" }
        /// Place of the step that it is about.
        var step: Int?
    }

    /// All of it; reasons are wrapped.
    static func lines(of job: Job, now: Timestamp, width: Int) -> [Line] {
        var lines = [Line(text: "\(job.progressText), asked for by \(job.user)", role: job.role)]
        lines += job.steps.enumerated().map { step($0.offset, $0.element, job.error?.message, now: now) }
        lines += (job.tests ?? []).compactMap { outcome -> Line? in
            let role: Style.Role = outcome.result == .passed ? .good : .failure
            let suite = "\(Sanitizer.plain(outcome.suite)) \(Sanitizer.plain(outcome.complaint))"
            // The reason below says the same.
            guard job.error?.message.contains(suite) != true else { return nil }
            return Line(text: suite, role: role, time: Amount.took(outcome.seconds))
        }
        if let error = job.error {
            let problems = (error.problems ?? []).map { (Sanitizer.plain($0.description), Style.Role.failure) }
            let reasons = [(error.message, Style.Role.failure)] + (error.hint.map { [($0, .normal)] } ?? []) + problems
            lines += reasons.flatMap { text, role in
                Wrapping.lines(of: text, width: max(1, width)).map { Line(text: $0, role: role) }
            }
        }
        return lines
    }

    /// As much as there is room for: the current step of a running job, the end of an ended one.
    static func fitting(_ lines: [Line], _ job: Job, height: Int) -> [Line] {
        guard lines.count > height, height > 1, let first = lines.first else { return Array(lines.prefix(height)) }
        let last = job.state.isFinal ? lines.count - 1 : min(lines.count - 1, (job.currentStep ?? 0) + 1)
        let end = max(height, last + 1)
        return [first] + lines[(end - height + 1)..<end]
    }

    private static func step(_ place: Int, _ step: Job.Step, _ reason: String?, now: Timestamp) -> Line {
        let word: String =
            switch step.state {
            case .succeeded: "ok"
            case .skipped: "-"
            default: step.state.rawValue
            }
        var text = TextWidth.padded(word, to: 10) + "\(place + 1). \(step.title)"
        if let progress = step.progress?.text, !progress.isEmpty, !step.state.isFinal { text += "  \(progress)" }
        // The reason is below, whole.
        if let summary = step.summary, !summary.isEmpty, summary != reason { text += "  \(summary)" }
        if let started = step.startedAt {
            let seconds = (step.finishedAt ?? now).seconds(since: started)
            return Line(text: text, role: step.state.role, time: Amount.took(seconds), step: place)
        }
        return Line(text: text, role: step.state.role, step: place)
    }
}
