import ArgumentParser
import DustyCore

extension Dusty {
    struct Repos: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "repos",
            abstract: "Choose where the code of repos comes from.",
            subcommands: [
                List.self, From.self, Override.self, Manage.self, Update.self, Collect.self, Conflicts.self,
                Ignore.self,
            ],
            defaultSubcommand: List.self
        )

        static func table(of repos: [RepoStatus]) -> Table {
            var table = Table(columns: [
                .text("REPO"), .text("SHORT NAME"), .text("FROM"), .text("BRANCH"), .text("STATE"), .text("PATH"),
                .text("USED BY"),
            ])
            table.rows = repos.map { repo in
                let state = state(of: repo)
                return [
                    Table.Cell(repo.name), Table.Cell(repo.shortName, .strong),
                    Table.Cell(repo.overridden ? "override" : "managed", repo.overridden ? .accent : .plain),
                    Table.Cell(repo.branch ?? ""), Table.Cell(state.text, state.tone), Table.Cell(repo.path),
                    Table.Cell(repo.usedBy.joined(separator: " ")),
                ]
            }
            return table
        }

        /// The state of a clone, in words; empty when there is nothing to report.
        private static func state(of repo: RepoStatus) -> (text: String, tone: Tone) {
            guard repo.present else {
                return repo.overridden ? ("does not exist", .bad) : ("not cloned yet", .dim)
            }
            if let note = repo.note { return (note, .bad) }
            let parts = [
                (repo.changed ?? 0, "changed"), (repo.ahead ?? 0, "ahead"), (repo.behind ?? 0, "behind"),
            ]
            return (parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", "), .busy)
        }
    }
}
