import DustyCore
import DustyTerminal

/// What is above the output of a job: its steps, and why it failed.
enum JobView {
    /// Draws the selected job.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        guard let job = model.wholeSelectedJob else { return }
        let usual = job.state.isFinal ? nil : job.usualSeconds(among: model.snapshot?.jobs ?? [])
        let estimate = usual.map { ", last time \(Amount.took($0))" } ?? ""
        let time = job.startedAt == nil ? "" : Amount.elapsed(job.seconds(at: model.now)) + estimate
        let note = [LogsView.note(of: model, width: 0), time].filter { !$0.isEmpty }.joined(separator: "  ")
        TitleView.draw(
            "job \(job.id) \(job.title)",
            note: note,
            isActive: model.hasKeys(.logs),
            into: &frame,
            in: rect.row(0)
        )
        var rows = rect
        _ = rows.takeTop(1)
        // The last row stays empty, before the output.
        let height = max(1, rows.height - 1)
        let lines = JobHead.fitting(JobHead.lines(of: job, now: model.now, width: rect.width - 2), job, height: height)
        let timeLine = timeLine(of: job, model, rect)
        for (offset, line) in lines.enumerated() { draw(line, timeLine, into: &frame, in: rows.row(offset)) }
    }

    /// Columns of the bars, of the times before them, and of both with their blanks.
    private static let (bars, times) = (24, 7)
    private static let right = bars + times + 2
    /// Columns for words below which there are no bars.
    private static let leastWords = 36

    /// When each step was at work, where there is room for it.
    private static func timeLine(of job: Job, _ model: Model, _ rect: Rect) -> TimeLine? {
        guard rect.width >= leastWords + right else { return nil }
        return TimeLine(job, now: model.now).flatMap { $0.steps.count > 1 ? $0 : nil }
    }

    private static func draw(_ line: JobHead.Line, _ timeLine: TimeLine?, into frame: inout Frame, in row: Rect) {
        guard let timeLine, let step = line.step, !line.time.isEmpty else {
            let text = TextWidth.truncated(line.whole, to: row.width - 2)
            frame.write(" \(text)", in: row, style: Style(line.role))
            return
        }
        var words = row
        let right = words.takeRight(Self.right)
        frame.write(" \(TextWidth.truncated(line.text, to: words.width - 1))", in: words, style: Style(line.role))
        let time = TextWidth.padded(line.time, to: times, right: true)
        frame.write(time, x: right.x, y: right.y, width: times, style: Style(.dim))
        guard let bar = timeLine.steps.first(where: { $0.step == step }) else { return }
        timeLine.draw(bar, into: &frame, in: Rect(x: right.x + times + 1, y: right.y, width: bars, height: 1))
    }
}
