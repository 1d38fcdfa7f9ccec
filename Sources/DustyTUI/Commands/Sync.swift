import ArgumentParser
import DustyCore

extension Dusty {
    struct Sync: DaemonCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy code to the machine, deleting what is gone.",
            discussion: """
                Without names every repo in use is synced. Syncs run by themselves on up, restart and test.

                Example:
                  dusty sync api shopkit
                  dusty sync --dry-run
                """
        )

        @Argument(help: "Repos, apps or libs.", completion: CompletionNames.synced)
        var names: [String] = []

        @Flag(help: "Show what would be sent and deleted, and touch nothing.")
        var dryRun = false

        @OptionGroup var flags: JobFlags

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            if dryRun { return try await preview(daemon, console) }
            try await flags.run(.sync, names, daemon, console)
        }

        private func preview(_ daemon: any Daemon, _ console: Console) async throws {
            let previews = try await daemon.syncPreview(of: names)
            if flags.json { return try console.print(json: previews) }
            var table = Table(columns: [.text("REPO"), .number("FILES"), .number("SIZE"), .number("DELETED")])
            table.rows = previews.map { preview in
                [
                    Table.Cell(preview.shortName), "\(preview.files)", Table.Cell(Measure.bytes(preview.bytes)),
                    Table.Cell("\(preview.deleted)", preview.deleted > 0 ? .busy : .plain),
                ]
            }
            for line in table.lines(for: console) { try console.print(line) }
        }
    }
}
