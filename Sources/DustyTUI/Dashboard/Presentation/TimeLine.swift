import DustyCore
import DustyTerminal

/// How the time of a job passed: a bar for each step that took some of it, and for each app or service that started in it. What the end
/// waited for has bars of another shape and colour: the longest step, and what was ready last.
struct TimeLine {
    /// One bar.
    struct Bar: Equatable {
        var name: String
        /// Place of the step, unless it is an app or a service.
        var step: Int?
        var begin: Timestamp
        /// Absent while it goes on.
        var end: Timestamp?
        /// Whether the end of the job waited for it.
        var isCritical = false
        var isFailed = false
    }

    /// Part of the whole time below which a step is left out.
    private static let least = 0.02

    let begin: Timestamp
    let end: Timestamp
    private(set) var steps: [Bar] = []
    private(set) var rows: [Bar] = []

    /// The time line of a job; nil before it has begun, and where nothing is known of its steps.
    init?(_ job: Job, now: Timestamp) {
        guard let begin = job.startedAt, job.steps.contains(where: { $0.startedAt != nil }) else { return nil }
        (self.begin, end) = (begin, max(begin, job.finishedAt ?? now))
        let all = job.steps.enumerated().compactMap { index, step in
            step.startedAt.map {
                Bar(name: step.title, step: index, begin: $0, end: step.finishedAt, isFailed: step.state == .failed)
            }
        }
        steps = Self.marked(
            all.filter { $0.end == nil || seconds(of: $0) >= seconds * Self.least },
            seconds(of:)
        )
    }

    /// The same with the apps and services that started meanwhile: until they were ready, if that was seen.
    init?(_ job: Job, _ containers: [ContainerStatus], _ events: [EventLog.Event], now: Timestamp) {
        self.init(job, now: now)
        let (begin, end) = (begin, end)
        let bars = containers.compactMap { row -> Bar? in
            guard let since = row.since, since >= begin, since <= end else { return nil }
            if row.isFailing { return Bar(name: row.name, begin: since, isFailed: true) }
            if [.starting, .restarting].contains(row.state) { return Bar(name: row.name, begin: since) }
            let ready = events.last { event in
                let isReady = ["starting to up", "restarting to up"].contains(where: event.text.hasPrefix)
                return event.name == row.name && event.time >= since && isReady
            }
            guard row.state == .up, row.health != nil, let ready else { return nil }
            return Bar(name: row.name, begin: since, end: ready.time)
        }
        let sorted = bars.sorted { ($0.begin, $0.name) < ($1.begin, $1.name) }
        rows = Self.marked(sorted) { ($0.end ?? end).seconds(since: begin) }
    }

    /// Seconds of all of it.
    var seconds: Double { end.seconds(since: begin) }

    /// The step that took longest.
    var longest: Bar? { steps.first(where: \.isCritical) }

    /// Seconds that a bar stands for.
    func seconds(of bar: Bar) -> Double { max(0, (bar.end ?? end).seconds(since: bar.begin)) }

    /// Marks the one with the greatest measure, if there are several.
    private static func marked(_ bars: [Bar], _ measure: (Bar) -> Double) -> [Bar] {
        let most = bars.map(measure).max() ?? 0
        let place = bars.firstIndex { measure($0) == most && !$0.isFailed }
        return bars.enumerated().map { index, bar in
            var bar = bar
            bar.isCritical = bars.count > 1 && index == place
            return bar
        }
    }

    /// Draws a bar where it lies in the whole time.
    func draw(_ bar: Bar, into frame: inout Frame, in row: Rect) {
        guard row.width > 0, seconds > 0 else { return }
        let cell = seconds / Double(row.width)
        func column(_ time: Timestamp) -> Int { Amount.whole(max(0, time.seconds(since: begin)) / cell) }
        let first = min(row.width - 1, column(bar.begin))
        let last = min(row.width, max(first + 1, column(bar.end ?? end)))
        let cells = Rect(x: row.x + first, y: row.y, width: last - first, height: 1)
        let role: Style.Role = bar.isFailed ? .failure : bar.isCritical ? .warning : bar.end == nil ? .busy : .good
        frame.fill(cells, with: bar.isCritical ? "\u{2586}" : "\u{2584}", style: Style(role))
    }
}
