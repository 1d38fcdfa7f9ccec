import DustyCore

/// Prints the outcome for a Compose project.
struct ImportPrinter {
    let console: Console

    /// Prints a report for users.
    func print(_ report: ImportReport) throws {
        for warning in report.warnings { try console.print("note: \(console.shown(warning))", to: .error) }
        try print(rows(report))
        try console.print()
        try console.print(
            "\(Measure.count(report.count(.taken), "field")) taken, \(report.count(.changed)) changed, "
                + "\(report.count(.unsupported)) not supported"
        )
        let bundles = report.bundles.joined(separator: ", ")
        try console.print(
            "wrote \(Measure.count(report.files.count, "file")) to \(console.shown(report.directory)); "
                + "bundles: \(console.shown(bundles))"
        )
        if report.files.contains(SpecSources.environmentFile) {
            try console.print("texts keep their variables; .env has the values, and is committed with the specs")
        }
        if report.files.contains(where: { $0.hasPrefix("env/") && $0.hasSuffix(".env") }) {
            try console.print(
                "values of env files are in env/, which git ignores; they reach containers by `dusty env set`"
            )
        }
        for problem in report.problems {
            try console.report(problem.placed(in: report.directory), to: .error)
        }
        guard report.problems.isEmpty else { return }
        try console.print("next:")
        for command in report.next { try console.print("  " + console.shown(command)) }
    }

    private struct Row {
        var service: String
        var field: String
        var outcome: String
        var tone: Tone
        var note: String
    }

    /// Fields that were taken share one row of their service; each other has its own row.
    private func rows(_ report: ImportReport) -> [Row] {
        var order: [String?] = []
        for field in report.fields where !order.contains(field.service) { order.append(field.service) }
        return order.flatMap { service -> [Row] in
            let own = report.fields.filter { $0.service == service }
            let name = service ?? "(project)"
            let taken = own.filter { $0.outcome == .taken }.map(\.field)
            let first =
                taken.isEmpty ? [] : [Row(service: name, field: "", outcome: "taken", tone: .good, note: list(taken))]
            return first
                + own.filter { $0.outcome != .taken }.map { field in
                    Row(
                        service: name,
                        field: field.field,
                        outcome: field.outcome == .changed ? "changed" : "not supported",
                        tone: field.outcome == .changed ? .busy : .bad,
                        note: field.note ?? ""
                    )
                }
        }
    }

    private func list(_ names: [String]) -> String { names.joined(separator: ", ") }

    /// A note is never cut: it is what users need.
    private func print(_ rows: [Row]) throws {
        var table = Table(columns: ["SERVICE", "FIELD", "RESULT", "NOTE"].map(Table.Column.text), isCut: false)
        table.rows = rows.map { row in
            [.init(row.service, .strong), .init(row.field), .init(row.outcome, row.tone), .init(row.note)]
        }
        try console.print(table)
    }
}
