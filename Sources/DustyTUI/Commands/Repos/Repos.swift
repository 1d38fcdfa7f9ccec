import ArgumentParser
import DustyCore

extension Dusty {
    struct Repos: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Choose where the code of repos comes from.",
            subcommands: [List.self, Override.self, Manage.self],
            defaultSubcommand: List.self
        )

        static func table(of repos: [RepoStatus]) -> Table {
            var table = Table(columns: [
                .text("REPO"), .text("SHORT NAME"), .text("FROM"), .text("PATH"), .text("NOTE"), .text("USED BY"),
            ])
            table.rows = repos.map { repo in
                let missing = repo.overridden ? "does not exist" : "not cloned yet"
                return [
                    Table.Cell(repo.name), Table.Cell(repo.shortName, .strong),
                    Table.Cell(repo.overridden ? "override" : "managed", repo.overridden ? .accent : .plain),
                    Table.Cell(repo.path), Table.Cell(repo.present ? "" : missing, repo.overridden ? .bad : .dim),
                    Table.Cell(repo.usedBy.joined(separator: " ")),
                ]
            }
            return table
        }
    }
}
