import ArgumentParser
import DustyCore

extension Dusty {
    struct Disk: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "disk",
            abstract: "See what takes space, clean up, save and restore data.",
            subcommands: [Inspect.self, Cleanup.self, Backup.self, Restore.self],
            defaultSubcommand: Inspect.self
        )
    }
}
