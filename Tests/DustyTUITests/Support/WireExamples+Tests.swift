import DustyCore

extension WireExamples {
    static let testRequest = TestRequest(
        suite: "unit",
        arguments: ["-k", "two words"],
        recreate: true,
        keep: true,
        attached: true
    )
    static let testOutcome = TestOutcome(
        suite: "unit",
        description: "Everything that needs no service",
        result: .error,
        exitCode: 1,
        seconds: 1.5,
        message: "its services did not come up",
        output: ["a line"],
        kept: "dusty-test-api-7-1"
    )
    static let leastTestOutcome = TestOutcome(suite: "unit", result: .passed)
    static let testSuite = TestSuiteInfo(name: "unit", description: "Quick ones", defaultArgs: "-q")

    /// What only the events of test runs have.
    static let testEvents: [JobEvent] = [
        JobEvent(job: 7, sequence: 0, time: time, kind: .suiteOutput(suite: "unit", stream: .out, text: "1 passed")),
        JobEvent(job: 7, sequence: 1, time: time, kind: .suiteFinished(testOutcome)),
        JobEvent(
            job: 7,
            sequence: 2,
            time: later,
            kind: .finished(state: .succeeded, error: nil),
            tests: [testOutcome]
        ),
    ]
}
