import ArgumentParser
import DustyCore

extension Dusty {
    struct Wait: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "wait",
            abstract: "Wait until apps and services are ready, or until containers have all of your edits.",
            discussion: """
                It returns when all that is named is up: it runs, its health check passes and it answers where its spec says so; what runs \
                once has ended well. What has failed and that no job works on ends it with exit code 1, and so does the end of the time; \
                the error says what each of them lacks.

                With --synced it returns when all that was done in the repos before it was started is in their copies: for scripts and \
                agents that edit files and then run something. Each line of what it prints has a repo and how many times changes have \
                reached its copy.

                Example:
                  dusty restart api && dusty wait api --timeout 60
                  dusty wait --synced && dusty scripts api test
                  dusty wait --synced --sequence 41 api
                """
        )

        @Flag(help: "Wait until the copies are in step with their repos, in place of until all is ready.")
        var synced = false

        @Option(
            help: ArgumentHelp("Wait until changes have reached each copy so many times, besides.", valueName: "number")
        )
        var sequence: Int?

        @Option(
            help: ArgumentHelp(
                "How long to wait at most; 120 without it, and 30 with --synced.",
                valueName: "seconds"
            )
        )
        var timeout: Int?

        @Argument(
            help: "Apps and services; with --synced repos, apps or libs. All in use without names.",
            completion: CompletionNames.awaited
        )
        var names: [String] = []

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func validate() throws {
            if sequence != nil, !synced { throw ValidationError("--sequence needs --synced") }
            if let timeout, timeout < 1 { throw ValidationError("--timeout is at least 1") }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            if synced { return try await awaitCopies(daemon, console) }
            let rows = try await ReadyWait(names: names, limit: .seconds(timeout ?? 120)).run(daemon)
            if output.json { return try console.print(json: rows) }
            for row in rows { try console.print("\(row.name) \(row.stateWords)") }
        }

        private func awaitCopies(_ daemon: any Daemon, _ console: Console) async throws {
            let request = SyncedRequest(names: names, sequence: sequence, timeout: timeout ?? 30)
            let reports = try await daemon.call(.synced, request)
            if output.json { return try console.print(json: reports) }
            for report in reports { try console.print("\(report.shortName) \(report.sequence)") }
        }
    }
}
