import ArgumentParser
import DustyCore

extension Dusty {
    struct Logs: DaemonCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print logs of apps and services.",
            discussion: """
                Without names the logs of every app and service that has a container are printed.

                Example:
                  dusty logs -f --tail 100 api worker
                """
        )

        @Flag(name: .shortAndLong, help: "Go on with what comes.")
        var follow = false

        @Flag(name: .shortAndLong, help: "Print when each line was written.")
        var timestamps = false

        @Option(help: ArgumentHelp("Begin with the last lines of each only.", valueName: "n"))
        var tail: Int?

        @Argument(help: "Apps and services.", completion: CompletionNames.services)
        var names: [String] = []

        @OptionGroup var output: JSONFlag

        func validate() throws {
            if let tail, tail < 0 { throw ValidationError("--tail takes a number of lines.") }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let names = self.names.isEmpty ? try await existing(daemon) : self.names
            guard !names.isEmpty else { return try console.print("there are no containers yet", to: .error) }
            let printer = LogPrinter(names: names, timestamps: timestamps, asJSON: output.json, console: console)
            try await daemon.logs(LogRequest(names: names, follow: follow, tail: tail)) { try printer.print($0) }
        }

        private func existing(_ daemon: any Daemon) async throws -> [String] {
            let snapshot = try await daemon.snapshot()
            return (snapshot.apps + snapshot.services).filter { $0.container != nil }.map(\.name)
        }
    }
}
