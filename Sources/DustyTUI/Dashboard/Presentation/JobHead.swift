import DustyCore
import DustyTerminal

/// Everything about a job besides its output: its progress, its steps, its suites, and why it failed.
enum JobHead {
    /// A line of text with its look.
    typealias Line = (text: String, role: Style.Role)

    /// All of it.
    static func lines(of job: Job, now: Timestamp) -> [Line] {
        var lines: [Line] = [("\(job.progressText), asked for by \(job.user)", job.role)]
        lines += job.steps.enumerated().map { step(number: $0.offset + 1, $0.element, now: now) }
        lines += (job.tests ?? []).compactMap { outcome in
            let role: Style.Role = outcome.result == .passed ? .good : .failure
            let suite = "\(Sanitizer.plain(outcome.suite)) \(Sanitizer.plain(outcome.complaint))"
            // The reason below says the same.
            guard job.error?.message.contains(suite) != true else { return nil }
            return ("\(suite)  \(Amount.took(outcome.seconds))", role)
        }
        if let error = job.error {
            lines.append((error.message, .failure))
            if let hint = error.hint { lines.append((hint, .normal)) }
            lines += (error.problems ?? []).map { (Sanitizer.plain($0.description), .failure) }
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

    private static func step(number: Int, _ step: Job.Step, now: Timestamp) -> Line {
        let word: String =
            switch step.state {
            case .succeeded: "ok"
            case .skipped: "-"
            default: step.state.rawValue
            }
        var text = TextWidth.padded(word, to: 10) + "\(number). \(step.title)"
        if let progress = step.progress?.text, !progress.isEmpty, !step.state.isFinal { text += "  \(progress)" }
        if let summary = step.summary, !summary.isEmpty { text += "  \(summary)" }
        if let started = step.startedAt {
            let seconds = (step.finishedAt ?? now).seconds(since: started)
            text += "  \(Amount.took(seconds))"
        }
        return (text, step.state.role)
    }
}
