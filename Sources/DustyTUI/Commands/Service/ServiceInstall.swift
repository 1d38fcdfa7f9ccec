import ArgumentParser
import CLibrary
import DustyCore

extension Dusty.Service {
    struct Install: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "install",
            abstract: "Start the daemon, now and at every boot. Only root may do this.",
            discussion: """
                Writes a unit for systemd, or a property list for launchd and a line for newsyslog, makes the group `dusty` where there is \
                none, and waits until the daemon answers. Where all is there already nothing is done. A file that Dusty did not write, or \
                that was changed since, is never replaced. Both programs must be where root alone can change them.

                Without systemd and launchd the exit code is 69 and nothing is written: have what starts services there run `dusty -d`.

                Example:
                  sudo dusty service install
                """
        )

        @Option(
            help: ArgumentHelp("Directory of dustyd, if not that of dusty.", valueName: "directory"),
            completion: .directory
        )
        var programs: String?

        @OptionGroup var output: JSONFlag

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            try await run(daemon, console, .own)
        }

        func run(_ daemon: any Daemon, _ console: Console, _ service: DaemonService) async throws {
            let outcome = try await service.install(programs: Self.directory(programs), daemon)
            if output.json { return try console.print(json: outcome) }
            let pid = outcome.pid.map { "pid \($0)" } ?? "no pid"
            try Dusty.Service.tell(outcome, nothing: "already installed: \(outcome.files[0])", console)
            try console.print("the daemon runs, \(pid), and is started at boot; its log: \(HostWords.own.daemonLog)")
            try console.print("let a user use it: \(HostWords.own.joining("NAME"))")
        }

        /// The real path of a directory, or of that of this program.
        static func directory(_ named: String?) throws -> String {
            if let named { return try OverrideDirectory.absolute(named) }
            guard let own = Platform.ownFile else {
                throw DustyError(.failed, "the directory of this program is unknown", hint: "give --programs")
            }
            return DaemonService.parts(own).directory
        }
    }
}
