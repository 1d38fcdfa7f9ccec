import ArgumentParser
import DustyCore
import Essentials

/// Follows a test run to its end. Unlike jobs on the stack, the run stops when its client stops following.
struct TestFollowing: Sendable {
    let daemon: any Daemon
    let console: Console
    let asJSON: Bool
    /// Where to write the results as JUnit XML; nil for nowhere.
    let junit: String?

    /// Starts a run, follows it, and ends with the code of the suites.
    func run(_ request: JobRequest, forAll: Bool) async throws {
        try checkReport()
        let job = try await daemon.call(.startJob, request)
        let printer = TestPrinter(job, on: console, asJSON: asJSON)
        do {
            try await daemon.follow(.jobEvents, JobNumber(job.id)) { try await printer.show($0) }
        } catch is CancellationError {
            try await cancel(job, printer)
            throw Exit.interrupted
        }
        try conclude(await printer.job, forAll: forAll)
    }

    /// A report that cannot be written should be noticed before an hour of tests.
    private func checkReport() throws {
        guard let junit else { return }
        let directory = URL(filePath: junit).deletingLastPathComponent().path(percentEncoded: false)
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory else {
            throw DustyError(.notFound, "\(directory), where the report is to be written, is not a directory")
        }
    }

    /// Has the run cancelled and waits until everything is removed.
    private func cancel(_ job: Job, _ printer: TestPrinter) async throws {
        try console.print("cancelling; waiting for the containers of the run to be removed", to: .error)
        try await Task {
            let state = await printer.job.state
            // The run may have ended meanwhile.
            if !state.isFinal { _ = try? await daemon.call(.cancelJob, JobNumber(job.id)) }
            let next = await printer.nextSequence
            try await daemon.follow(.jobEvents, JobNumber(job.id)) { event in
                if event.sequence >= next { try await printer.show(event) }
            }
        }.value
    }

    private func conclude(_ job: Job, forAll: Bool) throws {
        let outcomes = job.tests ?? []
        if let junit { try write(outcomes, of: job.names.first ?? "", to: junit) }
        switch job.state {
        case .succeeded, .skipped, .failed:
            guard !outcomes.isEmpty else {
                guard job.state == .failed else { return }
                try console.report(job.error ?? DustyError(.failed, "job \(job.id) failed"))
                throw job.error?.code == .invalid ? Exit.usage : Exit.failed
            }
        case .cancelled:
            try console.report(DustyError(.cancelled, "job \(job.id) was cancelled"))
            throw Exit.failed
        case .pending, .running, .cancelling:
            throw DustyError(
                .unavailable,
                "the daemon went away in the middle of job \(job.id)",
                hint: "what is left of the run is removed when the daemon is back"
            )
        }
        if !asJSON { try summarise(outcomes, forAll: forAll) }
        guard outcomes.code == 0 else { throw ExitCode(Int32(truncatingIfNeeded: outcomes.code)) }
    }

    private func summarise(_ outcomes: [TestOutcome], forAll: Bool) throws {
        for outcome in outcomes {
            if !forAll {
                let word = outcome.result == .passed ? "PASSED" : "FAILED"
                let tone: Tone = outcome.result == .passed ? .good : .bad
                let time = Measure.time(outcome.seconds)
                try console.print(
                    "TESTS \(outcome.suite) \(console.paint(word, tone, on: .error)) (\(time))",
                    to: .error
                )
            }
            if outcome.result == .error {
                try console.report(DustyError(.failed, "suite \(outcome.suite) \(outcome.complaint)"))
            }
            if let project = outcome.kept { try explain(kept: project) }
        }
        if forAll { try console.print(Self.table(of: outcomes)) }
    }

    private func explain(kept project: String) throws {
        try console.print(
            """
            The containers are kept as the Compose project \(project).
              docker ps -a --filter label=com.docker.compose.project=\(project)    look at them
              docker compose -p \(project) down -v    remove them
            """,
            to: .error
        )
    }

    static func table(of outcomes: [TestOutcome]) -> Table {
        var table = Table(columns: [.text("TEST SUITE"), .text("DESCRIPTION"), .text("RESULT"), .number("TIME")])
        table.rows = outcomes.map { outcome in
            let result: Table.Cell =
                switch outcome.result {
                case .passed: Table.Cell("PASS", .good)
                case .failed: Table.Cell("FAIL", .bad)
                case .error: Table.Cell("ERROR", .bad)
                }
            return [
                Table.Cell(outcome.suite), Table.Cell(outcome.description), result,
                Table.Cell(Measure.time(outcome.seconds)),
            ]
        }
        return table
    }

    private func write(_ outcomes: [TestOutcome], of name: String, to path: String) throws {
        do {
            let text = JUnitReport(name: name, outcomes: outcomes).text
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw DustyError(.failed, "the report cannot be written to \(path): \(error)")
        }
    }
}
