import ArgumentParser
import DustyCore
import DustyTestSupport
import Essentials
import Testing

@testable import DustyTUI

struct TestCommandTests {
    private let captured = CapturedConsole()

    @Test func `without a suite the suites are listed`() async throws {
        var answers = ScriptedDaemon.Answers()
        answers[[TestSuiteInfo].self] = [
            TestSuiteInfo(name: "slow", description: "With a database"), TestSuiteInfo(name: "unit", defaultArgs: "-q"),
        ]
        let daemon = ScriptedDaemon(answers)
        try await run(["test", "api"], daemon)
        #expect(daemon.calls == ["testSuites name=api"])
        #expect(
            captured.out == """
                TEST SUITE  DESCRIPTION      DEFAULT ARGS
                slow        With a database
                unit                         -q

                """
        )
        try await run(["test", "--json", "api"], daemon)
        #expect(captured.out.contains("\"default_args\" : \"-q\""))
    }

    @Test func `an app without suites says so`() async throws {
        var answers = ScriptedDaemon.Answers()
        answers[[TestSuiteInfo].self] = []
        try await run(["test", "web"], ScriptedDaemon(answers))
        #expect(captured.out == "No test suite registered for web.\n")
    }

    @Test func `options come before the name, and what follows the suite is the suite's`() async throws {
        let daemon = FakeDaemon()
        daemon.change { $0.events = Self.success }
        try await run(
            ["test", "--recreate", "--no-pull", "--keep", "api", "unit", "-k", "a b", "--json", "--", "--help", ""],
            daemon
        )
        let request = try #require(daemon.script.requests.first)
        let suites = TestRequest(
            suite: "unit",
            arguments: ["-k", "a b", "--json", "--", "--help", ""],
            recreate: true,
            keep: true,
            attached: true
        )
        #expect(request.operation == .test("api", suites, pull: false))
    }

    @Test(arguments: [["test"], ["test", "api", "--recreate", "unit"], ["test", "--nope", "api"]])
    func `a wrong usage exits with 64`(arguments: [String]) async {
        let code = await Execution.run(arguments, console: captured.console())
        #expect(code == ExitCode(64))
    }

    @Test func `A126 output goes where the suite wrote it, and the code is the suite's`() async throws {
        let failed = TestOutcome(suite: "unit", result: .failed, exitCode: 3, seconds: 1.2)
        let code = await exitCode([
            .planned(steps: ["test image"]), .output(step: 0, text: "installing"),
            .suiteOutput(suite: "unit", stream: .out, text: "one\n\ntwo\n"),
            .suiteOutput(suite: "unit", stream: .err, text: "oops\n"), .suiteFinished(failed),
            .finished(state: .failed, error: DustyError(.failed, "suite unit failed")),
        ])
        #expect(code == 3)
        #expect(captured.out == "one\n\ntwo\n")
        #expect(captured.error == "test image: installing\noops\nTESTS unit FAILED (1.2 s)\n")
    }

    @Test func `A127 all ends with a table and the codes combined`() async throws {
        let bad = TestOutcome(suite: "slow", description: "Slow ones", result: .failed, exitCode: 4, seconds: 61)
        let code = await exitCode(
            [
                .suiteFinished(Self.passed), .suiteFinished(bad),
                .suiteFinished(TestOutcome(suite: "none", result: .error, message: "no image")),
                .finished(state: .failed, error: nil),
            ],
            suite: "all"
        )
        #expect(code == 5)
        #expect(
            captured.out == """
                TEST SUITE  DESCRIPTION  RESULT       TIME
                unit        Quick ones   PASS        0.5 s
                slow        Slow ones    FAIL    1 min 1 s
                none                     ERROR       0.0 s

                """
        )
        #expect(captured.error == "error: suite none could not be run: no image\n")
    }

    @Test func `a run that fails before any suite says why`() async {
        let error = DustyError(.notFound, "api has no test suite `x`", hint: "did you mean `unit`?")
        #expect(await exitCode([.finished(state: .failed, error: error)]) == 1)
        #expect(captured.error == "error: api has no test suite `x`\nhint: did you mean `unit`?\n")
    }

    @Test func `the last line of JSON has the results`() async throws {
        let events = WireExamples.testEvents
        let daemon = FakeDaemon()
        daemon.change { $0.events = events.map { Self.event($0.sequence, $0.kind, tests: $0.tests) } }
        await #expect(throws: ExitCode(1)) { try await run(["test", "--json", "api", "unit"], daemon) }
        let last = try #require(captured.out.split(separator: "\n").last)
        #expect(try Wire.decode(JobEvent.self, from: Data(last.utf8)).tests == [WireExamples.testOutcome])
        #expect(captured.error.isEmpty)
    }

    @Test func `a report is written, and a place that cannot hold one is found out first`() async throws {
        try await TemporaryDirectory.with { directory in
            let daemon = FakeDaemon()
            daemon.change { $0.events = Self.success }
            let path = "\(directory.path)/report.xml"
            try await run(["test", "--junit", path, "api", "unit"], daemon)
            let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
            #expect(text == JUnitReport(name: "api", outcomes: [Self.passed]).text)
            await #expect(throws: DustyError.self) {
                try await run(["test", "--junit", "/nowhere/report.xml", "api", "unit"], daemon)
            }
            #expect(daemon.script.requests.count == 1)
        }
    }

    @Test func `Ctrl-C cancels the run and waits for its end`() async throws {
        let daemon = HoldingDaemon()
        let following = TestFollowing(daemon: daemon, console: captured.console(), asJSON: false, junit: nil)
        let run = Task {
            try await following.run(JobRequest(.test("api", TestRequest(suite: "unit"))), forAll: false)
        }
        await daemon.awaitFollower()
        run.cancel()
        await #expect(throws: ExitCode(130)) { try await run.value }
        #expect(daemon.cancelled == [7])
    }

    @Test func `lines that came too fast are counted`() async throws {
        let printer = TestPrinter(WireExamples.job, on: captured.console(), asJSON: false)
        try await printer.show(Self.event(0, .suiteOutput(suite: "unit", stream: .out, text: "a\n")))
        try await printer.show(Self.event(9, .suiteOutput(suite: "unit", stream: .out, text: "b\n")))
        #expect(captured.out == "a\nb\n")
        #expect(captured.error.contains("8 pieces are missing"))
    }

    private static let passed = TestOutcome(
        suite: "unit",
        description: "Quick ones",
        result: .passed,
        exitCode: 0,
        seconds: 0.5
    )

    private static func event(_ sequence: Int, _ kind: JobEvent.Kind, tests: [TestOutcome]? = nil) -> JobEvent {
        JobEvent(job: 1, sequence: sequence, time: WireExamples.time, kind: kind, tests: tests)
    }

    private static let success = [event(0, .suiteFinished(passed)), event(1, .finished(state: .succeeded, error: nil))]

    private func exitCode(_ kinds: [JobEvent.Kind], suite: String = "unit") async -> Int32? {
        let daemon = FakeDaemon()
        daemon.change { $0.events = kinds.enumerated().map { Self.event($0.offset, $0.element) } }
        do {
            try await run(["test", "api", suite], daemon)
            return 0
        } catch {
            return (error as? ExitCode)?.rawValue
        }
    }

    private func run(_ arguments: [String], _ daemon: any Daemon) async throws {
        let command = try Dusty.parseAsRoot(arguments)
        let asking = try #require(command as? any DaemonCommand)
        try await asking.run(daemon, captured.console())
    }
}
