import DustyCore
import DustyTerminal

/// What is known of the machine that Docker runs on.
enum MachineView {
    /// Draws the lines.
    static func draw(_ model: Model, into frame: inout Frame, in rect: Rect) {
        let isStale = model.link.staleSince != nil
        for (offset, line) in lines(of: model, width: rect.width).prefix(rect.height).enumerated() {
            let row = rect.row(offset)
            frame.write(line.name, x: row.x + 3, y: row.y, width: 8, style: Style(.dim))
            frame.write(
                line.text,
                x: row.x + 11,
                y: row.y,
                width: row.width - 11,
                style: Style(isStale ? .dim : line.role)
            )
        }
    }

    /// The facts, one a line.
    static func lines(of model: Model, width: Int) -> [(name: String, text: String, role: Style.Role)] {
        guard let snapshot = model.snapshot else { return [("state", Wording.emptiness(of: .apps, in: model), .dim)] }
        let machine = snapshot.machine
        var lines: [(name: String, text: String, role: Style.Role)] = []
        let up = machine.startedAt.map { "  up \(Amount.age(model.now.seconds(since: $0)))" } ?? ""
        let address = machine.address.map { "  \($0)" } ?? ""
        let name = [machine.name, machine.kind].compactMap(\.self)
        let title = Array(Set(name)).count == 1 ? machine.kind : name.joined(separator: " ")
        lines.append(("state", "\(machine.state)  \(title)\(up)\(address)", machine.isWell ? .good : .warning))
        if let message = machine.message { lines.append(("why", message, .warning)) }
        lines += load(of: machine, model.stats.machine.cpu, width: width)
        if let used = machine.diskBytes, let total = machine.diskTotalBytes, total > 0 {
            let percent = Double(used) / Double(total) * 100
            let text = "\(Amount.bytes(used)) of \(Amount.bytes(total))  \(Amount.whole(percent.rounded()))%"
            let persist = machine.persistBytes.map { "  /persist \(Amount.bytes($0))" } ?? ""
            lines.append(("disk", text + persist, percent >= 90 ? .warning : .normal))
        }
        if let skew = machine.clockSkewSeconds, abs(skew) >= 2 {
            lines.append(("clock", "\(Amount.whole(abs(skew))) s \(skew < 0 ? "behind" : "ahead")", .warning))
        }
        let engine = snapshot.engine
        let since = Amount.age(model.now.seconds(since: engine.since))
        let engineText = engine.reachable ? "\(engine.version ?? "") answers" : "no answer for \(since)"
        lines.append(("docker", engineText, engine.reachable ? .normal : .failure))
        return lines
    }

    private static func load(
        of machine: MachineStatus,
        _ history: [Double],
        width: Int
    ) -> [(name: String, text: String, role: Style.Role)] {
        var parts: [String] = []
        if let cpu = machine.cpuPercent {
            let of = machine.cpuCount.map { " of \($0)" } ?? ""
            let graph = width >= 46 ? GraphView.line(history, most: 100, width: min(20, width - 36)) + " " : ""
            parts.append("\(graph)\(Amount.whole(cpu.rounded()))%\(of)")
        }
        var memory: [(name: String, text: String, role: Style.Role)] = []
        if let used = machine.memoryBytes, let total = machine.memoryTotalBytes {
            let text = "\(Amount.bytes(used)) of \(Amount.bytes(total))"
            if let containers = machine.containerMemoryBytes {
                memory.append(("memory", "\(text)  containers \(Amount.bytes(containers))", .normal))
            } else {
                parts.append("mem \(text)")
            }
        }
        return [("cpu", parts.isEmpty ? "-" : parts.joined(separator: "  "), .normal)] + memory
    }
}
