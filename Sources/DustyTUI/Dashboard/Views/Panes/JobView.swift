import DustyCore
import DustyTerminal

/// One job in full: its steps, why it failed, and the last lines of its output.
enum JobView {
    /// A line of text with its look.
    typealias Line = (text: String, role: Style.Role)

    /// Draws the selected job.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        guard let job = model.wholeSelectedJob else { return }
        let usual = job.state.isFinal ? nil : job.usualSeconds(among: model.snapshot?.jobs ?? [])
        let estimate = usual.map { ", last time \(Amount.took($0))" } ?? ""
        let note = job.startedAt == nil ? "" : Amount.elapsed(job.seconds(at: model.now)) + estimate
        TitleView.draw(
            "job \(job.id) \(job.title)",
            note: note,
            isActive: model.focus == .logs,
            into: &frame,
            in: rect.row(0)
        )
        var rows = rect
        _ = rows.takeTop(1)
        let lines = fitting(lines(of: job, model: model), job, model, height: rows.height)
        let top = min(model.jobTop, max(0, lines.count - rows.height))
        for (offset, line) in lines.dropFirst(top).prefix(rows.height).enumerated() {
            frame.write(" \(line.text)", in: rows.row(offset), style: Style(line.role))
        }
    }

    /// Of a job at work the newest output is what one wants to see below its steps, for as long as one does not scroll.
    private static func fitting(_ lines: [Line], _ job: Job, _ model: Model, height: Int) -> [Line] {
        let excess = lines.count - height
        guard !job.state.isFinal, model.jobTop == 0, excess > 0, excess < job.tail.count else { return lines }
        let head = lines.count - job.tail.count
        return Array(lines[..<head] + lines[(head + excess)...])
    }

    /// Everything there is to say of a job.
    static func lines(of job: Job?, model: Model) -> [Line] {
        guard let job else { return [] }
        var lines: [Line] = [("\(job.progressText), asked for by \(job.user)", job.role)]
        lines += job.steps.enumerated().map { step(number: $0.offset + 1, $0.element, now: model.now) }
        lines += (job.tests ?? []).map { outcome in
            let role: Style.Role = outcome.result == .passed ? .good : .failure
            return (
                "\(outcome.suite) \(outcome.complaint)  \(Amount.took(outcome.seconds))",
                role
            )
        }
        if let error = job.error {
            lines.append(("", .normal))
            lines.append((error.message, .failure))
            if let hint = error.hint { lines.append((hint, .normal)) }
            lines += (error.problems ?? []).map { ($0.description, .failure) }
        }
        if !job.tail.isEmpty {
            lines.append(("", .normal))
            lines.append(("Last lines of output:", .dim))
            lines += job.tail.map { ($0, .normal) }
        }
        return lines
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
