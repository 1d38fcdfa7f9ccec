import ArgumentParser
import DustyCore

extension Dusty {
    struct Sync: JobCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "sync",
            abstract: "Copy code to the machine; delete files that no longer exist here.",
            discussion: """
                Without names every repo in use is synced. Copies follow their repos by themselves while the stack is up. Deleted is what was copied \
                before and is gone from the repo. What a container made in its copy, such as node_modules, a database or __pycache__, \
                stays; --exact deletes that too, and shows how much it is before it asks.

                Example:
                  dusty sync api shopkit
                  dusty sync --dry-run
                  dusty sync --exact api
                """
        )

        @Argument(help: "Repos, apps or libs.", completion: CompletionNames.synced)
        var names: [String] = []

        @Flag(help: "Show what would be sent and deleted, and touch nothing.")
        var dryRun = false

        @Flag(help: "Make the copies equal to the repos: delete what containers made in them, and compare all content.")
        var exact = false

        @OptionGroup var consent: Consent

        @OptionGroup var flags: JobFlags

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            guard dryRun || exact else { return try await flags.run(.sync(names), daemon, console) }
            // With --yes there is no question, so no preview is needed.
            if dryRun || !consent.yes {
                let previews = try await daemon.call(.syncPreview, SyncQuestion(of: names, exact: exact))
                if dryRun, flags.json { return try console.print(json: previews) }
                try show(previews, on: flags.json ? .error : .out, console)
                if dryRun { return }
                let deleted = previews.reduce(0) { $0 + $1.deleted }
                if deleted > 0 {
                    try consent.ask("Delete \(Measure.count(deleted, "thing")) on the machine?", console)
                }
            }
            try await flags.run(.sync(names, exact: exact), daemon, console)
        }

        private func show(_ previews: [SyncPreview], on channel: Console.Channel, _ console: Console) throws {
            var table = Table(columns: [.text("REPO"), .number("FILES"), .number("SIZE"), .number("DELETED")])
            table.rows = previews.map { preview in
                [
                    Table.Cell(preview.shortName), "\(preview.files)", Table.Cell(Measure.bytes(preview.bytes)),
                    Table.Cell("\(preview.deleted)", preview.deleted > 0 ? .busy : .plain),
                ]
            }
            for line in table.lines(for: console) { try console.print(line, to: channel) }
        }
    }
}
