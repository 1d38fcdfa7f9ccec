import ArgumentParser
import DustyCore

extension Dusty {
    struct Status: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the stack: machine, apps, services, libs, sync.",
            discussion: """
                Example:
                  dusty status
                  dusty status --json | jq '.apps[] | {name, state}'
                """
        )

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let snapshot = try await daemon.call(.status)
            if output.json { return try console.print(json: snapshot) }
            try StatusReport(snapshot).print(on: console)
        }
    }
}
