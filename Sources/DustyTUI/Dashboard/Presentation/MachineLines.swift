import DustyCore
import DustyTerminal

/// What is known of the machine that Docker runs on.
enum MachineLines {
    /// One of its lines.
    typealias Line = (name: String, text: String, role: Style.Role)

    /// The facts, one a line.
    static func all(of model: Model, width: Int) -> [Line] {
        guard let snapshot = model.snapshot else { return [("state", Wording.emptiness(of: .apps, in: model), .dim)] }
        let machine = snapshot.machine
        var lines: [Line] = []
        let up = machine.startedAt.map { "  up \(Amount.age(model.now.seconds(since: $0)))" } ?? ""
        let address = machine.address.map { "  \($0)" } ?? ""
        let name = [machine.name, machine.kind.rawValue].compactMap(\.self)
        let title = Array(Set(name)).count == 1 ? machine.kind.rawValue : name.joined(separator: " ")
        let stale = model.link.staleSince.map { "stale \(Amount.age(model.now.seconds(since: $0))), " } ?? ""
        let state = "\(stale)\(machine.state)  \(title)\(up)"
        // Half of an address would be another one.
        let hasRoom = TextWidth.columns(of: state + address) <= width - 11
        lines.append(("state", hasRoom ? state + address : state, machine.isWell ? .good : .warning))
        if let message = machine.message { lines.append(("why", message, .warning)) }
        lines += load(of: machine, model.stats.machine.cpu, width: width)
        if let used = machine.diskBytes, let total = machine.diskTotalBytes, total > 0 {
            let percent = Double(used) / Double(total) * 100
            let text =
                meter(used, of: total, width)
                + "\(Amount.bytes(used)) of \(Amount.bytes(total))  \(Amount.whole(percent.rounded()))%"
            let persist = machine.persistBytes.map { "  /persist \(Amount.bytes($0))" } ?? ""
            lines.append(("disk", text + persist, percent >= 90 ? .warning : .normal))
        }
        if let skew = machine.clockSkewSeconds, abs(skew) >= 2 {
            lines.append(("clock", "\(Amount.whole(abs(skew))) s \(skew < 0 ? "behind" : "ahead")", .warning))
        }
        let engine = snapshot.engine
        let since = Amount.age(model.now.seconds(since: engine.since))
        let answer = stale.isEmpty ? "answers" : "answered"
        let engineText = engine.reachable ? "\(stale)\(engine.version ?? "") \(answer)" : "no answer for \(since)"
        lines.append(("docker", engineText, engine.reachable ? .normal : .failure))
        return lines
    }

    /// Columns of the processor's history, and of the meters below it.
    private static let meter = 20

    private static func hasMeters(_ width: Int) -> Bool { width >= 60 }

    /// How much of something is used, as a bar, where there is room.
    private static func meter(_ used: Int64, of total: Int64, _ width: Int) -> String {
        guard hasMeters(width), total > 0 else { return "" }
        return Amount.bar(Double(used) / Double(total) * 100, width: meter) + " "
    }

    private static func load(
        of machine: MachineStatus,
        _ history: [Double],
        width: Int
    ) -> [Line] {
        var parts: [String] = []
        if let cpu = machine.cpuPercent {
            let of = machine.cpuCount.map { " of \($0)" } ?? ""
            let columns = min(Self.meter, width - 36)
            let graph = width >= 46 ? GraphView.line(history, most: 100, width: columns) : ""
            // Where the other lines have meters, the figures stand below each other.
            let blanks = hasMeters(width) ? String(repeating: " ", count: max(0, columns - history.count)) : ""
            parts.append("\(blanks)\(graph)\(graph.isEmpty ? "" : " ")\(Amount.whole(cpu.rounded()))%\(of)")
        }
        var memory: [Line] = []
        if let used = machine.memoryBytes, let total = machine.memoryTotalBytes {
            let text = meter(used, of: total, width) + "\(Amount.bytes(used)) of \(Amount.bytes(total))"
            if let containers = machine.containerMemoryBytes {
                memory.append(("memory", "\(text)  containers \(Amount.bytes(containers))", .normal))
            } else {
                let line = (parts + ["mem \(text)"]).joined(separator: "  ")
                // A truncated figure would be misread.
                if hasMeters(width) || TextWidth.columns(of: line) > width - 12 {
                    memory.append(("memory", text, .normal))
                } else {
                    parts.append("mem \(text)")
                }
            }
        }
        return [("cpu", parts.isEmpty ? "-" : parts.joined(separator: "  "), .normal)] + memory
    }
}
