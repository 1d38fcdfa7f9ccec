import ArgumentParser
import DustyCore

extension Dusty.Service {
    struct Uninstall: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "uninstall",
            abstract: "End the daemon and start it no more. Only root may do this.",
            discussion: """
                Takes away the files that `dusty service install` or `make install` wrote for systemd or launchd, and nothing else: the \
                programs, settings, state, the group and running containers stay. Files that were changed since are not removed.

                Example:
                  sudo dusty service uninstall
                """
        )

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await run(console, .own)
        }

        func run(_ console: Console, _ service: DaemonService) async throws {
            let outcome = try await service.uninstall()
            if output.json { return try console.print(json: outcome) }
            try Dusty.Service.tell(outcome, nothing: "nothing to remove: there is no service", console)
        }
    }
}
