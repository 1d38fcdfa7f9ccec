import ArgumentParser
import DustyCore

extension Dusty {
    struct Cancel: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "cancel",
            abstract: "Stop a running job.",
            discussion: """
                Example:
                  dusty cancel 7
                """
        )

        @Argument(help: "Number of the job, as `dusty jobs` lists it.", completion: CompletionNames.jobs)
        var job: Int

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let job = try await daemon.call(.cancelJob, JobNumber(job))
            if output.json { return try console.print(json: job) }
            let what = job.state.isFinal ? job.state.rawValue : "being cancelled"
            try console.print("job \(job.id) (\(job.kind.words)) is \(what)")
        }
    }
}
