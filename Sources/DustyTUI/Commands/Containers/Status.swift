import ArgumentParser
import DustyCore

extension Dusty {
    struct Status: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "status",
            abstract: "Show the stack: machine, apps, services, libs, sync.",
            discussion: """
                --quiet prints only the ids of the containers that run, as `docker compose ps -q` does.

                Example:
                  dusty status
                  dusty status --json | jq '.apps[] | {name, state}'
                """,
            aliases: ["ps"]
        )

        @Flag(name: .shortAndLong, help: "Print ids of containers only, one a line.")
        var quiet = false

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        var isQuiet: Bool { quiet }

        func validate() throws {
            if output.json, quiet { throw ValidationError("--json and --quiet exclude each other") }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let snapshot = try await daemon.call(.status)
            if output.json { return try console.print(json: snapshot) }
            if quiet {
                let running = (snapshot.apps + snapshot.services).filter(\.state.isRunning)
                for id in running.compactMap(\.container) { try console.print(id) }
                return
            }
            try StatusReport(snapshot).print(on: console)
        }
    }
}
