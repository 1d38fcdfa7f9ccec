import DustyCore
import DustyTerminal

/// The lines at the bottom of a terminal that change while a job runs: one for each step at work, with its time and progress, and one for
/// each app or service that is not ready, with what it waits for.
struct LiveView: Sendable {
    private static let barWidth = 20
    /// Further steps are only counted, so that the view stays small.
    private static let limit = 8

    private var drawn = 0
    /// Apps and services that are not ready.
    var unready: [ContainerStatus] = []

    /// The bytes that put `lines` above the view and redraw the view below them.
    mutating func frame(of job: Job, after lines: [String], now: Timestamp, on console: Console) -> String {
        let size = console.size()
        let shown = job.state.isFinal ? [] : unready.prefix(max(0, min(Self.limit, size.rows - 6)))
        let view =
            shown.map { Self.line(for: $0, of: job, now: now, columns: size.columns, on: console) }
            + Self.lines(of: job, now: now, columns: size.columns, rows: size.rows - shown.count, on: console)
        var text = erasure
        for line in lines { text += line + "\n" }
        for line in view { text += line + "\n" }
        drawn = view.count
        return text
    }

    /// The bytes that remove the view.
    mutating func end() -> String {
        defer { drawn = 0 }
        return erasure
    }

    /// Up to the view's first line, then everything below is cleared; nothing while there is no view.
    private var erasure: String {
        drawn == 0 ? "" : "\u{1B}[\(drawn)A\r\u{1B}[J"
    }

    private static func lines(of job: Job, now: Timestamp, columns: Int, rows: Int, on console: Console) -> [String] {
        guard !job.state.isFinal else { return [] }
        let running = job.steps.filter { $0.state == .running || $0.state == .cancelling }
        let shown = running.prefix(max(1, min(limit, rows - 2)))
        var lines = shown.map { line(for: $0, now: now, columns: columns, on: console) }
        let ended = job.steps.count { $0.state.isFinal }
        var summary = job.state == .pending ? "waiting for another job" : "\(ended) of \(job.steps.count) steps done"
        if running.count > shown.count { summary += ", \(running.count - shown.count) more running" }
        if let start = job.startedAt { summary += ", " + Measure.time(now.seconds(since: start)) }
        lines.append(console.paint(TextWidth.truncated("      " + summary, to: columns - 1), .dim))
        return lines
    }

    private static func line(
        for row: ContainerStatus,
        of job: Job,
        now: Timestamp,
        columns: Int,
        on console: Console
    ) -> String {
        // Before the job it did something else.
        let since = row.since.map { max($0, job.startedAt ?? $0) }
        let time = since.map { ", " + Measure.time(max(0, now.seconds(since: $0))) } ?? ""
        let text = "      \(row.name) \(row.predicate)\(time)" + (row.message.map { ": \($0)" } ?? "")
        return console.paint(TextWidth.truncated(console.shown(text), to: columns - 1), row.state.tone)
    }

    private static func line(for step: Job.Step, now: Timestamp, columns: Int, on console: Console) -> String {
        let time = step.startedAt.map { Measure.time(now.seconds(since: $0)) } ?? ""
        let figures = [step.progress.map(progress) ?? "", time].filter { !$0.isEmpty }.joined(separator: "  ")
        let title = TextWidth.truncated(
            step.title,
            to: max(8, columns - 9 - TextWidth.columns(of: figures))
        )
        return console.paint("....", .busy) + "  " + title + "  " + console.paint(figures, .dim)
    }

    private static func progress(_ progress: Job.Progress) -> String {
        var parts: [String] = []
        if let percent = progress.percent {
            let filled = Int((min(100, max(0, percent)) / 100 * Double(barWidth)).rounded())
            let bar = String(repeating: "#", count: filled) + String(repeating: "-", count: barWidth - filled)
            parts.append("[\(bar)] \(Int(percent)) %")
        }
        if let items = progress.items {
            let phase = progress.phase.map { " layers, \($0.rawValue)" } ?? ""
            parts.append((progress.totalItems.map { "\(items)/\($0)" } ?? "\(items)") + phase)
        }
        if let bytes = progress.bytes, bytes > 0 { parts.append(Measure.bytes(bytes)) }
        if let rate = progress.bytesPerSecond, rate > 0 { parts.append(Measure.bytes(Int64(rate)) + "/s") }
        return parts.joined(separator: " ")
    }
}
