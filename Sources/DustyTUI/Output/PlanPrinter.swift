import DustyCore

/// Prints what `up` would do.
struct PlanPrinter: Sendable {
    private let report: PlanReport

    init(_ report: PlanReport) {
        self.report = report
    }

    /// Prints the steps in order, one a line; with `diffs` the differences of files after them.
    func print(on console: Console, diffs: Bool = false) throws {
        for note in report.notes ?? [] { try console.print(console.paint("note:", .dim) + " " + note) }
        guard !report.actions.isEmpty else { return try console.print("nothing to do") }
        for (number, action) in report.actions.enumerated() {
            let why = action.reasons.isEmpty ? "" : " (\(action.reasons.joined(separator: ", ")))"
            try console.print(console.paint("\(number + 1).", .dim) + " " + action.text + why)
        }
        guard diffs else { return }
        for file in report.diffs {
            try console.print()
            for line in file.diff.exactLines.dropLast() {
                try console.print(console.paint(line, Self.tone(of: line)))
            }
        }
    }

    private static func tone(of line: String) -> Tone {
        if line.hasPrefix("+++") || line.hasPrefix("---") { return .strong }
        if line.hasPrefix("@@") { return .accent }
        if line.hasPrefix("+") { return .good }
        return line.hasPrefix("-") ? .bad : .plain
    }
}
