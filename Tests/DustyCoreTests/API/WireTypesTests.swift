import DustyCore
import Foundation
import Testing

@Suite struct WireTypesTests {
    @Test(arguments: [
        "2026-01-31T14:02:11.204Z", "1970-01-01T00:00:00.000Z", "1969-12-31T23:59:59.999Z", "2000-02-29T12:00:00.001Z",
        "2100-03-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z",
    ])
    func `A moment is written as it was read`(_ text: String) {
        #expect(Timestamp(text)?.description == text)
    }

    @Test func `Offsets, fractions and missing fractions are understood`() {
        #expect(Timestamp("2026-01-31T14:02:11Z")?.description == "2026-01-31T14:02:11.000Z")
        #expect(Timestamp("2026-01-31T14:02:11.123456789Z")?.description == "2026-01-31T14:02:11.123Z")
        #expect(Timestamp("2026-01-31T14:02:11.5+02:00")?.description == "2026-01-31T12:02:11.500Z")
    }

    @Test(arguments: ["", "2026", "2026-01-31", "2026-01-31T14:02:11", "x026-01-31T14:02:11Z", "2026-01-31T14:02:11.Q"])
    func `What is no moment is nil`(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `Random moments survive`() {
        var random = SplitMix(state: 3)
        for _ in 0..<1000 {
            let moment = Timestamp(
                milliseconds: Int64.random(in: -62_135_596_800_000...253_402_300_799_999, using: &random)
            )
            #expect(Timestamp(moment.description) == moment)
        }
    }

    static let kinds: [JobEvent.Kind] = [
        .started, .planned(steps: ["a", "b"]), .stepStarted(step: 1),
        .stepProgressed(step: 1, progress: Job.Progress(percent: 50, bytes: 7)), .output(step: nil, text: "x"),
        .output(step: 2, text: "y"), .output(step: 2, text: "z", stream: .err),
        .stepFinished(step: 1, state: .succeeded, summary: "ok"),
        .finished(state: .failed, error: DustyError(.failed, "m", hint: "h")),
    ]

    @Test(arguments: kinds)
    func `An event survives the wire`(_ kind: JobEvent.Kind) throws {
        let event = JobEvent(job: 7, sequence: 3, time: Timestamp(milliseconds: 0), kind: kind)
        #expect(try Wire.decode(JobEvent.self, from: Wire.encode(event)) == event)
    }

    @Test func `An event is flat on the wire`() throws {
        let event = JobEvent(job: 7, sequence: 3, time: Timestamp(milliseconds: 0), kind: .stepStarted(step: 1))
        let text = String(decoding: try Wire.encode(event), as: UTF8.self)
        #expect(text == #"{"job":7,"sequence":3,"step":1,"time":"1970-01-01T00:00:00.000Z","type":"step_started"}"#)
    }

    @Test func `Events fold into a job`() {
        var job = Job(id: 1, kind: .up, names: [], user: "u", createdAt: Timestamp(milliseconds: 0))
        let kinds: [JobEvent.Kind] = [
            .started, .planned(steps: ["a"]), .stepStarted(step: 0), .stepStarted(step: 9),
            .output(step: 0, text: "line"),
            .stepFinished(step: 0, state: .succeeded, summary: "s"), .finished(state: .succeeded, error: nil),
        ]
        for (index, kind) in kinds.enumerated() {
            job.apply(JobEvent(job: 1, sequence: index, time: Timestamp(milliseconds: Int64(index)), kind: kind))
        }
        #expect(job.state == .succeeded)
        #expect(job.steps.map(\.state) == [.succeeded])
        #expect(job.steps.first?.summary == "s")
        #expect(job.tail == ["line"])
        #expect(job.finishedAt == Timestamp(milliseconds: 6))
    }

    @Test func `A job keeps only the last lines`() {
        var job = Job(id: 1, kind: .up, names: [], user: "u", createdAt: Timestamp(milliseconds: 0))
        for index in 0..<(Job.tailLimit + 5) {
            job.apply(
                JobEvent(
                    job: 1,
                    sequence: index,
                    time: Timestamp(milliseconds: 0),
                    kind: .output(step: nil, text: "\(index)")
                )
            )
        }
        #expect(job.tail.count == Job.tailLimit)
        #expect(job.tail.first == "5")
    }

    @Test(arguments: 1...7)
    func `Lines come out whole however they arrive`(_ size: Int) {
        var splitter = LineSplitter()
        let bytes = Array("one\n\nthree\nhalf".utf8)
        var lines: [Data] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            lines += splitter.append(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        #expect(lines.map { String(decoding: $0, as: UTF8.self) } == ["one", "", "three"])
        #expect(splitter.finish() == Data("half".utf8))
        #expect(splitter.finish() == nil)
    }

    @Test func `A line beyond the limit is cut`() {
        var splitter = LineSplitter(limit: 4)
        #expect(splitter.append(Array("abcdefgh\nxy\n".utf8)) == [Data("abcd".utf8), Data("xy".utf8)])
    }

    @Test(arguments: [
        ContainerState.up, .starting, .building, .restarting, .stopping, .stopped, .exited(137), .unhealthy, .missing,
        .paused, .stale,
    ])
    func `A state is its word`(_ state: ContainerState) throws {
        #expect(ContainerState(state.description) == state)
        #expect(try Wire.decode([ContainerState].self, from: Wire.encode([state])) == [state])
    }

    @Test func `An unknown state of a newer daemon is stale`() throws {
        #expect(try Wire.decode([ContainerState].self, from: Data(#"["dreaming"]"#.utf8)) == [.stale])
        #expect(ContainerState("exited x") == nil)
    }
}
