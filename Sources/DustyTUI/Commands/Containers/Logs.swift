import ArgumentParser
import DustyCore
import Essentials

extension Dusty {
    struct Logs: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "logs",
            abstract: "Print logs of apps and services.",
            discussion: """
                Without names the logs of every app and service that has a container
                are printed, running or not. Logs of several are merged by time. When `up` or `rebuild` replaces a
                container its last lines are kept, 2000 at most: --previous prints them.

                Example:
                  dusty logs -f --tail 100 api worker
                  dusty logs --since 1h30m api
                  dusty logs --since last-start api
                  dusty logs --previous api
                """,
            aliases: ["log"]
        )

        @Flag(name: .shortAndLong, help: "Go on with what comes.")
        var follow = false

        @Flag(help: "Print what was kept of the container that was replaced last.")
        var previous = false

        @Flag(name: .shortAndLong, help: "Print when each line was written.")
        var timestamps = false

        @Option(
            name: [.long, .customShort("n")],
            help: ArgumentHelp("Begin with the last lines of each only.", valueName: "n")
        )
        var tail: Int?

        @Option(
            help: ArgumentHelp(
                "Only lines of this time and later: how long ago (10m, 2h, 1h30m), an RFC 3339 time, or last-start.",
                valueName: "time"
            )
        )
        var since: String?

        @Argument(help: "Apps and services.", completion: CompletionNames.services)
        var names: [String] = []

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func validate() throws {
            if previous, follow { throw ValidationError("--previous and --follow exclude each other") }
            if previous, since == LogWindow.lastStart {
                throw ValidationError("--previous and --since \(LogWindow.lastStart) exclude each other")
            }
            if let tail, tail < 0 { throw ValidationError("--tail takes a number of lines") }
            if let since, since != LogWindow.lastStart, Self.moment(since) == nil {
                throw ValidationError(
                    "--since takes a length of time such as 10m or 1h30m, an RFC 3339 time, or last-start"
                )
            }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            if previous { try await checkKeeps(daemon) }
            let names = self.names.isEmpty ? try await existing(daemon) : self.names
            guard !names.isEmpty else { return try console.print("there are no containers yet", to: .error) }
            let printer = LogPrinter(names: names, timestamps: timestamps, asJSON: output.json, console: console)
            var window = LogWindow(follow: follow, tail: tail, since: since.flatMap(Self.moment), parts: true)
            window.sinceStart = since == LogWindow.lastStart
            window.previous = previous
            let request = LogRequest(names: names, window)
            try await daemon.follow(.logs, request) { try printer.print($0) }
        }

        private func checkKeeps(_ daemon: any Daemon) async throws {
            let running = try await daemon.call(.version)
            guard running.features?.contains(VersionInfo.previousLogs) == true else {
                throw DustyError(
                    .conflict,
                    "the daemon is of version \(running.version), which keeps no logs of replaced containers",
                    hint: "replace it by this version: `dusty upgrade`"
                )
            }
        }

        private static func moment(_ text: String) -> Timestamp? {
            let now = Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
            return LogSince.moment(text, now: now)
        }

        private func existing(_ daemon: any Daemon) async throws -> [String] {
            let snapshot = try await daemon.call(.status)
            return (snapshot.apps + snapshot.services).filter { $0.container != nil }.map(\.name)
        }
    }
}
