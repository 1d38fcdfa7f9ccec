import DustyCore
import DustyTerminal

/// What one looks for next, where the lists leave room: the last failure, how a start goes, where apps answer, and what happened lately.
enum OverviewView {
    private typealias Line = (text: String, role: Style.Role)

    /// Draws the parts that there is something to say in.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        var rest = rect
        let failure = failure(in: model, width: rect.width - 2)
        let addresses = addresses(of: model)
        // The events take what is left, and at least a third.
        let most = rect.height * 2 / 3
        part("last failure", "\(model.key(.warnings)) shows all", Array(failure.prefix(4)), into: &frame, &rest, most)
        StartView.draw(
            model,
            into: &frame,
            &rest,
            (most - rect.height + rest.height) * 2 / 3,
            whileAtWork: rest.height - 2
        )
        let used = rect.height - rest.height
        part("addresses", "\(model.key(.openAddress)) opens", addresses, into: &frame, &rest, most - used)
        let left = rest.height
        part("lately", "", events(of: model, width: rect.width - 2, height: left), into: &frame, &rest, left)
    }

    private static func part(
        _ title: String,
        _ note: String,
        _ lines: [Line],
        into frame: inout Frame,
        _ rest: inout Rect,
        _ most: Int
    ) {
        let height = min(lines.count + 1, most, rest.height)
        guard !lines.isEmpty, height > 1 else { return }
        let area = rest.takeTop(height)
        TitleView.draw(title, note: note, isActive: false, into: &frame, in: area.row(0))
        for (offset, line) in lines.prefix(height - 1).enumerated() {
            let row = area.row(offset + 1)
            frame.write(" \(TextWidth.truncated(line.text, to: row.width - 2))", in: row, style: Style(line.role))
        }
    }

    private static func failure(in model: Model, width: Int) -> [Line] {
        func begin(_ item: FailureList.Item) -> Timestamp {
            let isRow = if case .row = item.subject { true } else { false }
            return item.begun ?? (isRow ? nil : item.time) ?? Timestamp(milliseconds: 0)
        }
        guard let item = FailureItems(model).failures.max(by: { begin($0) < begin($1) }) else { return [] }
        return item.gist
            // A line of a log may be very long, and a few rows are shown.
            .flatMap { Wrapping.lines(of: TextWidth.truncated($0, to: 4 * max(1, width)), width: max(1, width)) }
            .enumerated().map { ($0.element, $0.offset == 0 ? .failure : .normal) }
    }

    private static func addresses(of model: Model) -> [Line] {
        let rows = model.containers(in: .apps) + model.containers(in: .services)
        let width = min(16, rows.filter { !$0.urls.isEmpty }.map { TextWidth.columns(of: $0.name) }.max() ?? 0)
        return rows.flatMap { row -> [Line] in
            row.urls.enumerated().map { offset, url in
                ("\(TextWidth.padded(offset == 0 ? row.name : "", to: width))  \(url)", .normal)
            }
        }
    }

    /// The latest first.
    private static func events(of model: Model, width: Int, height: Int) -> [Line] {
        let jobs = (model.snapshot?.jobs ?? []).compactMap { job -> EventLog.Event? in
            guard let end = job.finishedAt else { return nil }
            let took = Amount.took(job.seconds(at: end))
            let weight: Notice.Weight = job.state == .failed ? .failure : .info
            return EventLog.Event(time: end, name: job.title, text: "\(job.progressText) in \(took)", weight: weight)
        }
        let events = (jobs + model.eventLog.events).enumerated()
            .sorted { ($0.element.time, $0.offset) > ($1.element.time, $1.offset) }
        return events.prefix(height).flatMap { _, event -> [Line] in
            let time = Clock.time(event.time, utcOffset: model.utcOffset, milliseconds: false)
            let role: Style.Role = event.weight == .info ? .dim : event.weight.role
            return Wrapping.entry(time, "\(event.name): \(event.summary)", width: width).map { ($0, role) }
        }
    }
}
