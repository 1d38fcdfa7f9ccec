import ArgumentParser
import DustyCore

extension Dusty {
    struct Service: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "service",
            abstract: "Have the daemon started at boot, by systemd or on a Mac by launchd.",
            subcommands: [Install.self, Uninstall.self, Status.self, Files.self],
            defaultSubcommand: Status.self
        )

        /// Prints what was done, or that nothing was.
        static func tell(_ outcome: DaemonService.Outcome, nothing: String, _ console: Console) throws {
            if outcome.steps.isEmpty { try console.print(nothing) }
            for step in outcome.steps { try console.print("\(step.action) \(step.subject)") }
            if let note = outcome.note { try console.print("note: \(note)") }
        }
    }
}
