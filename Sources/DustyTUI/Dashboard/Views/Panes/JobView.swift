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
            isActive: model.focus == .logs,
            into: &frame,
            in: rect.row(0)
        )
        var rows = rect
        _ = rows.takeTop(1)
        // The last row stays empty, before the output.
        let height = max(1, rows.height - 1)
        let lines = JobHead.fitting(JobHead.lines(of: job, now: model.now), job, height: height)
        for (offset, line) in lines.enumerated() {
            frame.write(" \(line.text)", in: rows.row(offset), style: Style(line.role))
        }
    }
}
