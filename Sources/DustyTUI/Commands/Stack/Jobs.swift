import ArgumentParser
import DustyCore

extension Dusty {
    struct Jobs: FactsCommand, StackCommand {
        static let configuration = CommandConfiguration(
            commandName: "jobs",
            abstract: "List running and recent jobs, or follow one.",
            discussion: """
                With a number the job is followed from its beginning to its end, and the exit code is the job's.
                --output prints all that it has printed, as the daemon keeps it.

                Example:
                  dusty jobs
                  dusty jobs 7
                  dusty jobs 7 --output
                """
        )

        @Argument(help: "Number of a job to follow.", completion: CompletionNames.jobs)
        var job: Int?

        @Flag(name: .customLong("output"), help: "Print what the job has printed.")
        var printsOutput = false

        @OptionGroup var output: JSONFlag

        @OptionGroup var stack: StackOption

        func validate() throws {
            if printsOutput, job == nil { throw ValidationError("--output takes the number of a job") }
        }

        func run(_ daemon: any Daemon, _ console: Console) async throws {
            let jobs = try await daemon.call(.status).jobs
            if let id = job, printsOutput {
                let printer = LogPrinter(names: [], timestamps: false, asJSON: output.json, console: console)
                let request = JobOutputRequest(job: id, LogWindow(parts: true))
                return try await daemon.follow(.jobOutput, request) { try printer.print($0) }
            }
            if let id = job {
                guard let job = jobs.first(where: { $0.id == id }) else {
                    throw DustyError(.notFound, "there is no job \(id)", hint: "`dusty jobs` lists those still known")
                }
                return try await JobFollowing(daemon: daemon, console: console, asJSON: output.json).follow(job)
            }
            if output.json { return try console.print(json: jobs) }
            guard !jobs.isEmpty else { return try console.print("no jobs yet") }
            try console.print(Self.table(of: jobs, now: .now))
        }

        static func table(of jobs: [Job], now: Timestamp) -> Table {
            var table = Table(columns: [
                .number("JOB"), .text("KIND"), .text("NAMES"), .text("STATE"), .text("USER"), .number("AGO"),
                .number("TOOK"), .text("DOING"),
            ])
            table.rows = jobs.map { job in
                let took = job.startedAt.map { Measure.time((job.finishedAt ?? now).seconds(since: $0)) } ?? ""
                return [
                    "\(job.id)", Table.Cell(job.kind.words), Table.Cell(job.names.joined(separator: " ")),
                    Table.Cell(job.state.rawValue, job.state.tone), Table.Cell(job.user),
                    Table.Cell(Measure.age(now.seconds(since: job.createdAt))), Table.Cell(took),
                    Table.Cell(job.error?.message ?? job.steps.last { $0.state == .running }?.title ?? ""),
                ]
            }
            return table
        }
    }
}
