import DustyCore
import DustyTerminal

/// The rows of Jobs.
enum JobsView {
    /// Draws the rows.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        let all = model.shownJobs
        guard !all.isEmpty else {
            frame.write("   \(Wording.emptiness(of: .jobs, in: model))", in: rect, style: Style(.dim))
            return
        }
        let cursor = model.cursor(in: .jobs)
        defer { RowView.markRest(of: all.count, from: cursor.top, into: &frame, in: rect) }
        let titles = all.map { TextWidth.columns(of: "#\($0.id) \($0.title)") }.max() ?? 10
        let titleWidth = min(titles, max(12, rect.width * 2 / 5))
        for (offset, job) in all.dropFirst(cursor.top).prefix(rect.height).enumerated() {
            draw(job, titleWidth, model, into: &frame, in: rect.row(offset))
            if String(job.id) == cursor.id {
                RowView.select(
                    rect.row(offset),
                    isMarked: model.list == .jobs,
                    isActive: model.hasKeys(.jobs),
                    at: 1,
                    into: &frame
                )
            }
        }
    }

    private static func draw(_ job: Job, _ titleWidth: Int, _ model: Model, into frame: inout Frame, in row: Rect) {
        RowView.state(job.mark(in: model), into: &frame, in: row)
        var rest = row
        _ = rest.takeLeft(ContainerColumns.margin)
        let name = "#\(job.id) \(job.title)"
        RowView.highlight("#\(job.id) \(job.title)", model, x: row.x + ContainerColumns.margin, row: row, into: &frame)
        let isUnknown = model.link.staleSince != nil && !job.state.isFinal
        let time = job.startedAt == nil || isUnknown ? "" : Self.time(of: job, now: model.now)
        let clock = rest.takeRight(max(6, time.count + 1))
        // A long title may have what a short text leaves.
        let words = text(of: job, isUnknown: isUnknown, width: rest.width)
        let spare = rest.width - TextWidth.columns(of: words) - 1
        let width = max(titleWidth, min(TextWidth.columns(of: name), spare))
        let title = TextWidth.padded(name, to: width)
        frame.write(title, in: rest.takeLeft(width + 1), style: Style(job.state.isFinal ? .dim : .normal))
        frame.write(TextWidth.padded(time, to: clock.width - 1, right: true), in: clock, style: Style(.dim))
        frame.write(
            text(of: job, isUnknown: isUnknown, width: rest.width),
            in: rest,
            style: Style(isUnknown ? .dim : job.role)
        )
    }

    /// A running clock while it runs, and its duration afterwards.
    private static func time(of job: Job, now: Timestamp) -> String {
        job.state.isFinal ? Amount.took(job.seconds(at: now)) : Amount.elapsed(job.seconds(at: now))
    }

    private static func text(of job: Job, isUnknown: Bool, width: Int) -> String {
        if isUnknown { return "unknown" }
        if job.state == .failed, let error = job.error {
            return TextWidth.truncated("failed: \(error.message)", to: width)
        }
        guard let percent = job.percent else { return TextWidth.truncated(job.progressText, to: width) }
        let figure = " \(Amount.whole(percent))%"
        let text = TextWidth.truncated(job.progressText, to: width - figure.count)
        let room = width - TextWidth.columns(of: text) - figure.count - 1
        return room >= 8 ? "\(text) \(Amount.bar(percent, width: min(20, room)))\(figure)" : text + figure
    }
}
