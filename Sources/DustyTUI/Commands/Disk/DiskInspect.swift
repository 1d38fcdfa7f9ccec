import ArgumentParser
import DustyCore

extension Dusty.Disk {
    struct Inspect: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "inspect",
            abstract: "Print what takes space: file systems, apps and services, repos, data.",
            discussion: """
                Only what Dusty owns is listed. An image counts for each of its users, though it is stored once.

                Example:
                  dusty disk
                """
        )

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let report = try await daemon.call(.disk)
            if output.json { return try console.print(json: report) }
            let tables = [Self.volumes(report), Self.services(report), Self.items(report), Self.networks(report)]
            for table in tables where !table.rows.isEmpty {
                try console.print(table)
                try console.print()
            }
            try console.print("build cache of the engine: \(Measure.bytes(report.buildCacheBytes))")
        }

        private static func volumes(_ report: DiskReport) -> Table {
            var table = Table(columns: [
                .text("DISK"), .number("USAGE"), .number("TOTAL"), .number("USED"), .number("FREE"), .text("PATH"),
            ])
            table.rows = report.volumes.map { disk in
                [
                    Table.Cell(disk.name, .strong),
                    Table.Cell(Measure.percent(disk.usedPercent), disk.usedPercent > 90 ? .bad : .plain),
                    Table.Cell(Measure.bytes(disk.totalBytes)), Table.Cell(Measure.bytes(disk.usedBytes)),
                    Table.Cell(Measure.bytes(disk.freeBytes)), Table.Cell(disk.path),
                ]
            }
            return table
        }

        private static func services(_ report: DiskReport) -> Table {
            var table = Table(columns: [
                .text("NAME"), .number("IMAGE"), .number("LAYER"), .number("VOLUMES"), .number("LOG"), .text("FROM"),
            ])
            table.rows = report.services.map { service in
                [
                    Table.Cell(service.name, .strong), Table.Cell(Measure.bytes(service.imageBytes)),
                    Table.Cell(Measure.bytes(service.layerBytes)), Table.Cell(Measure.bytes(service.volumeBytes)),
                    Table.Cell(Measure.bytes(service.logBytes)), Table.Cell(service.image),
                ]
            }
            return table
        }

        static func items(_ report: DiskReport) -> Table {
            Dusty.Disk.table(of: report.items)
        }

        private static func networks(_ report: DiskReport) -> Table {
            var table = Table(columns: [.text("NETWORK"), .number("CONTAINERS")])
            table.rows = (report.networks ?? []).map { network in
                [Table.Cell(network.name, .strong), Table.Cell(String(network.containers))]
            }
            return table
        }
    }

    /// What uses disk space, one item a line.
    static func table(of items: [DiskItem]) -> Table {
        var table = Table(columns: [
            .text("KIND"), .text("NAME"), .number("SIZE"), .text("USED BY"), .text("NOTE"),
        ])
        table.rows = items.map { item in
            [
                Table.Cell(item.kind.rawValue.split(separator: "_").joined(separator: " "), .dim),
                Table.Cell(item.name, .strong), Table.Cell(Measure.bytes(item.bytes)),
                Table.Cell(item.users?.joined(separator: ", ") ?? ""), Table.Cell(item.reason ?? ""),
            ]
        }
        return table
    }
}
