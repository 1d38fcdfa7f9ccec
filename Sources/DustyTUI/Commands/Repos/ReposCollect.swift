import ArgumentParser
import DustyCore

extension Dusty.Repos {
    struct Collect: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "collect",
            abstract: "Bring back what containers made and changed in the code.",
            discussion: """
                For repos of which a spec says `sync: {back: true}`. It comes back by itself at once while the stack is up, and with each \
                sync. What git ignores stays where it is. Of what you changed as well yours stays, and the container's is kept: dusty \
                repos conflicts.

                Example:
                  dusty repos collect
                  dusty repos collect api
                """
        )

        @Argument(help: "Repos, apps or libs; all in use without names.", completion: CompletionNames.repos)
        var names: [String] = []

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let reports = try await daemon.call(.collect, CollectRequest(names: names))
            if output.json { return try console.print(json: reports) }
            guard !reports.isEmpty else {
                return try console.print("nothing comes back: no spec of these repos says `sync: {back: true}`")
            }
            for report in reports {
                let files = report.files == 1 ? "1 file" : "\(report.files) files"
                let what = report.files == 0 ? "nothing new" : "\(files), \(Measure.bytes(report.bytes))"
                let conflicts = report.conflicts > 0 ? ", \(report.conflicts) kept as conflicts" : ""
                try console.print("\(report.shortName): \(what)\(conflicts)")
                if let message = report.message { try console.print("  \(message)") }
            }
        }
    }

    struct Conflicts: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "conflicts",
            abstract: "List files that a container changed and you did as well.",
            discussion: """
                Yours is in the repo and in the containers. The container's is kept for a week in the file that is named here.

                Example:
                  dusty repos conflicts
                """
        )

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let conflicts = try await daemon.call(.repoConflicts)
            if output.json { return try console.print(json: conflicts) }
            guard !conflicts.isEmpty else { return try console.print("no conflicts") }
            var table = Table(columns: [.text("REPO"), .text("PATH"), .text("SIZE"), .text("THE CONTAINER'S VERSION")])
            table.rows = conflicts.map { conflict in
                [
                    Table.Cell(conflict.shortName, .strong), Table.Cell(conflict.path),
                    Table.Cell(Measure.bytes(conflict.bytes)), Table.Cell(conflict.file),
                ]
            }
            try console.print(table)
        }
    }
}
