import ArgumentParser
import DustyCore

extension Dusty.Repos {
    struct Ignore: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "ignore",
            abstract: "Show what of a repo need not reach the containers, because git ignores it.",
            discussion: """
                Everything but `.git` is copied, also what git ignores: an app may need it. These are the directories for which it may be too \
                much. With --write the lines are added to the repo's .dustyignore.

                Example:
                  dusty repos ignore api
                  dusty repos ignore api --write
                """
        )

        @Argument(help: "Full or short name of a repo, or an app or lib.", completion: CompletionNames.repos)
        var name: String

        @Flag(help: "Add the lines to the file.")
        var write = false

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let proposal = try await daemon.call(.ignore, IgnoreRequest(name: name, write: write))
            if output.json { return try console.print(json: proposal) }
            guard !proposal.directories.isEmpty else {
                return try console.print("\(proposal.shortName): nothing is copied that git ignores")
            }
            var table = Table(columns: [.text("DIRECTORY"), .number("FILES"), .number("SIZE")])
            table.rows = proposal.directories.map { directory in
                [
                    Table.Cell(directory.path, .strong), Table.Cell("\(directory.files)"),
                    Table.Cell(Measure.bytes(directory.bytes)),
                ]
            }
            let more = proposal.isPartial ? "more than " : ""
            let total = "\(proposal.files) files, \(Measure.bytes(proposal.bytes))"
            try console.print(
                "\(proposal.shortName): \(more)\(total), that git ignores and that are copied all the same"
            )
            try console.print(table)
            try console.print(proposal.written ? "written to \(proposal.file):" : "lines for \(proposal.file):")
            for line in proposal.lines { try console.print("  \(line)") }
            if !proposal.written {
                try console.advise("to write them: dusty repos ignore \(proposal.shortName) --write")
            }
        }
    }
}
