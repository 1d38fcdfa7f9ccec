import ArgumentParser
import CLibrary
import DustyCore

extension Dusty.Service {
    struct Files: FactsCommand {
        static let configuration = CommandConfiguration(
            commandName: "files",
            abstract: "Print the files that `dusty service install` would write, for packagers.",
            discussion: """
                Without a path their paths, with one the text that belongs there. Nothing is changed, and no daemon is asked.

                Example:
                  dusty service files
                  dusty service files /Library/LaunchDaemons/org.dusty.dustyd.plist --manager launchd --programs /usr/local/bin
                """
        )

        @Argument(help: "Path of one of them.")
        var path: String?

        @Option(
            help: ArgumentHelp("Directory of dustyd, if not that of dusty.", valueName: "directory"),
            completion: .directory
        )
        var programs: String?

        @Option(help: "systemd or launchd, if not that of this system.")
        var manager: Manager?

        @OptionGroup var output: JSONFlag

        /// What `--json` prints of each.
        struct Report: Encodable {
            let path: String
            let text: String
        }

        /// A service manager, as it is written on the command line.
        enum Manager: String, ExpressibleByArgument, CaseIterable {
            case systemd, launchd
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let system: ServiceSystem =
                manager.flatMap { ServiceSystem(rawValue: $0.rawValue) } ?? DaemonService.own.manager.system
            // Packagers name a directory that is not there yet.
            let files = try system.files(programs: programs ?? Install.directory(nil))
            let chosen = files.filter { path == nil || $0.path == path }
            if let path, chosen.isEmpty { throw DustyError.unknown(path, among: files.map(\.path)) }
            if output.json { return try console.print(json: chosen.map { Report(path: $0.path, text: $0.text) }) }
            if path == nil { for file in chosen { try console.print(file.path) } }
            if path != nil, let file = chosen.first { try console.print(file.text.withoutLastLineEnding) }
        }
    }
}
