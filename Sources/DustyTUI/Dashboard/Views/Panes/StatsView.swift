import DustyCore
import DustyTerminal

/// Graphs of what the selected app or service used in the last minutes.
enum StatsView {
    /// Draws them, processor above memory.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        guard let container = model.shownContainer else { return }
        let series = model.stats[container.name]
        guard container.cpuPercent != nil || !series.cpu.isEmpty else {
            let why = "\(container.name) is \(container.stateText(in: model)), so nothing is measured."
            frame.write(why, in: rect, style: Style(.dim))
            return
        }
        var rest = rect
        let graph = max(1, min(10, (rect.height - 5) / 2))
        let cpu = container.cpuPercent.map(Amount.percent) ?? "-"
        let most = series.cpu.max() ?? 0
        frame.write("cpu     \(cpu)% of one core, at most \(Amount.percent(most))%", in: rest.takeTop(1))
        GraphView.draw(series.cpu, most: max(most, 1), role: .good, into: &frame, in: rest.takeTop(graph))
        _ = rest.takeTop(1)
        let limit = container.memoryLimitBytes.map { " of \(Amount.bytes($0))" } ?? ""
        let top = series.memory.max() ?? 0
        let memory = container.memoryBytes.map(Amount.bytes) ?? "-"
        frame.write("memory  \(memory)\(limit), at most \(Amount.bytes(Int64(Amount.whole(top))))", in: rest.takeTop(1))
        GraphView.draw(series.memory, most: max(top * 1.2, 1), role: .busy, into: &frame, in: rest.takeTop(graph))
        _ = rest.takeTop(1)
        let restarts = Amount.things(container.restarts, "restart")
        frame.write("\(restarts) by the engine since it was made", in: rest.takeTop(1), style: Style(.dim))
    }
}
