import ArgumentParser
import DustyCore

extension Dusty {
    struct Wait: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "wait",
            abstract: "Wait until containers have all of your edits.",
            discussion: """
                It returns when all that was done in the repos before it was started is in their copies: for scripts and agents that edit \
                files and then run something. Each line of what it prints has a repo and how many times changes have reached its copy.

                Example:
                  dusty wait --synced && dusty scripts api test
                  dusty wait --synced --sequence 41 api
                """
        )

        @Flag(help: "Wait until the copies are in step with their repos.")
        var synced = false

        @Option(
            help: ArgumentHelp("Wait until changes have reached each copy so many times, besides.", valueName: "number")
        )
        var sequence: Int?

        @Option(help: ArgumentHelp("How long to wait at most.", valueName: "seconds"))
        var timeout = 30

        @Argument(help: "Repos, apps or libs; all in use without names.", completion: CompletionNames.repos)
        var names: [String] = []

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func validate() throws {
            if !synced { throw ValidationError("what to wait for is missing: --synced") }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let request = SyncedRequest(names: names, sequence: sequence, timeout: timeout)
            let reports = try await daemon.call(.synced, request)
            if output.json { return try console.print(json: reports) }
            for report in reports { try console.print("\(report.shortName) \(report.sequence)") }
        }
    }
}
