import DustyCore
import Testing

@testable import dustyd

@Suite struct JobTranscriptTests {
    private static let time = Timestamp(milliseconds: 5000)

    private func texts(_ kinds: [JobEvent.Kind]) -> [String] {
        var transcript = JobTranscript()
        return kinds.flatMap { transcript.lines(of: $0, at: Self.time) }.map(\.text)
    }

    @Test(
        arguments: [
            (.failed, "failed with exit code 1", "1. suite bad: failed with exit code 1"),
            (.failed, "could not be run: no image", "1. suite bad: failed, could not be run: no image"),
            (.failed, nil, "1. suite bad: failed"), (.succeeded, "passed", "1. suite bad: done, passed"),
            (.cancelled, nil, "1. suite bad: cancelled"),
        ] as [(Job.State, String?, String)]
    )
    func `a step's end is said once`(state: Job.State, summary: String?, text: String) {
        let lines = texts([.planned(steps: ["suite bad"]), .stepFinished(step: 0, state: state, summary: summary)])
        #expect(lines == [text])
    }

    @Test func `what a program wrote on its standard error is told apart`() {
        var transcript = JobTranscript()
        let kinds: [JobEvent.Kind] = [
            .output(step: 0, text: "count 1"), .output(step: 0, text: "no such file", stream: .err),
        ]
        let lines = kinds.flatMap { transcript.lines(of: $0, at: Self.time) }
        #expect(lines.map(\.stream) == [.out, .err])
    }
}
