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
        let graph = max(1, min(10, (rect.height - 6) / 2))
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
        if let line = use(of: container.name, model) { frame.write(line, in: rest.takeTop(1)) }
        let restarts = Amount.things(container.restarts, "restart")
        let counts = [processes(of: container.name, model), "\(restarts) by the engine since it was made"]
        frame.write(counts.compactMap(\.self).joined(separator: ", "), in: rest.takeTop(1), style: Style(.dim))
    }

    /// How many processes it has.
    private static func processes(of name: String, _ model: Model) -> String? {
        guard case .use(let use) = model.answers[.use(name)], let count = use.processes else { return nil }
        return Amount.count(count) + (use.processLimit.map { " of \(Amount.count($0))" } ?? "") + " processes"
    }

    /// What it sent, received, read and wrote.
    private static func use(of name: String, _ model: Model) -> String? {
        guard case .use(let use) = model.answers[.use(name)] else { return nil }
        func pair(_ title: String, _ one: Int64?, _ first: String, _ other: Int64?, _ second: String) -> String? {
            guard one != nil || other != nil else { return nil }
            return "\(title)  \(Amount.bytes(one ?? 0)) \(first), \(Amount.bytes(other ?? 0)) \(second)"
        }
        let parts = [
            pair("network", use.networkReceivedBytes, "in", use.networkSentBytes, "out"),
            pair("disk", use.diskReadBytes, "read", use.diskWrittenBytes, "written"),
        ].compactMap(\.self)
        return parts.isEmpty ? nil : parts.joined(separator: "   ")
    }
}
