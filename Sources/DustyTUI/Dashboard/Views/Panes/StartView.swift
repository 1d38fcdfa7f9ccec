import DustyCore
import DustyTerminal

/// How the time of the latest start passes, or passed a moment ago.
enum StartView {
    /// Seconds for which it stays after the end.
    private static let fresh = 120.0
    /// Columns for the times at the right.
    private static let times = 7

    /// Draws it into the first rows of an area, at most so many, which are taken from it. While it is at work nothing else is looked for as much.
    static func draw(_ model: Model, into frame: inout Frame, _ rest: inout Rect, _ most: Int, whileAtWork: Int) {
        guard let job = job(of: model), let line = line(of: job, in: model), line.seconds >= 1 else { return }
        let bars = line.steps.map { ($0, $0.name) } + line.rows.map { ($0, "  \($0.name)") }
        let height = min(bars.count + 1, job.state.isFinal ? most : whileAtWork, rest.height)
        guard height > 2 else { return }
        let area = rest.takeTop(height)
        let usual = job.usualSeconds(among: model.snapshot?.jobs ?? []).map { ", last time \(Amount.took($0))" } ?? ""
        let longest = line.longest.map { ", longest \($0.name)" } ?? ""
        let note = Amount.took(line.seconds) + (job.state.isFinal ? longest : usual)
        TitleView.draw("start", note: note, isActive: false, into: &frame, in: area.row(0))
        let names = min(16, bars.map { TextWidth.columns(of: $0.1) }.max() ?? 0)
        // Of too many the earliest have ended.
        for (offset, (bar, name)) in bars.suffix(height - 1).enumerated() {
            let row = area.row(offset + 1)
            let style = Style(bar.isFailed ? .failure : bar.isCritical ? .warning : bar.end == nil ? .busy : .dim)
            frame.write(TextWidth.truncated(name, to: names), x: row.x + 1, y: row.y, width: names, style: style)
            let time = TextWidth.padded(Amount.took(line.seconds(of: bar)), to: times - 1, right: true)
            frame.write(time, x: row.maxX - times, y: row.y, width: times - 1, style: style)
            let cells = Rect(x: row.x + names + 3, y: row.y, width: row.width - names - times - 4, height: 1)
            line.draw(bar, into: &frame, in: cells)
        }
    }

    private static func job(of model: Model) -> Job? {
        guard model.link.staleSince == nil else { return nil }
        let job = (model.snapshot?.jobs ?? []).first { $0.kind == .up && $0.startedAt != nil }
        let isPast = job?.finishedAt.map { model.now.seconds(since: $0) >= fresh } ?? false
        return isPast ? nil : job
    }

    private static func line(of job: Job, in model: Model) -> TimeLine? {
        let rows = model.allContainers(in: .apps) + model.allContainers(in: .services)
        return TimeLine(job, rows, model.eventLog.events, now: model.now)
    }
}
