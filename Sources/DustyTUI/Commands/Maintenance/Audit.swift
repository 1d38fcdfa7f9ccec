import ArgumentParser
import DustyCore

extension Dusty {
    struct Audit: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "audit",
            abstract: "Show who asked for which change and what came of it.",
            discussion: """
                Every request that changes something is written down, refused ones too: the time, the user and the process, what was \
                asked, and `ok` or the error. Values of variables, assets and arguments are left out. Only root and the owner may read it.

                Example:
                  dusty audit
                  dusty audit --since 2h -n 500
                  dusty audit --json
                """
        )

        @Option(name: [.customShort("n"), .customLong("lines")], help: "How many of the latest records.")
        var lines = AuditRequest.usualLimit

        @Option(help: "Only records of the last 10m, 2h or 3d, or since a time such as 2026-01-31T12:00:00Z.")
        var since: String?

        @OptionGroup var output: JSONFlag

        func validate() throws {
            guard lines > 0 else { throw ValidationError("-n takes a number above 0") }
            guard since.map({ LogSince.moment($0, now: .now) != nil }) ?? true else {
                throw ValidationError("--since takes a length of time such as 10m or 3d, or an RFC 3339 time")
            }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let since = since.flatMap { LogSince.moment($0, now: .now) }
            let records = try await daemon.call(.audit, AuditRequest(since: since, limit: lines))
            if output.json { return try console.print(json: records) }
            guard !records.isEmpty else { return try console.print("no changes yet") }
            try console.print(Self.table(of: records))
        }

        static func table(of records: [AuditRecord]) -> Table {
            var table = Table(columns: [
                .text("TIME"), .text("USER"), .number("PID"), .text("REQUEST"), .text("WHAT"), .text("OUTCOME"),
            ])
            table.rows = records.map { record in
                [
                    Table.Cell(record.time.description), Table.Cell(record.user ?? "uid \(record.uid)"),
                    Table.Cell("\(record.pid)"), Table.Cell(record.request), Table.Cell(record.detail ?? ""),
                    Table.Cell(record.outcome),
                ]
            }
            return table
        }
    }
}
