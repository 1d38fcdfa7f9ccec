import ArgumentParser
import DustyCore
import DustyTerminal
import DustyTestSupport
import Foundation
import Testing

@testable import DustyTUI

struct TopTests {
    @Test func `the first snapshot is printed whole, later ones by what changed`() {
        let announcer = Announcer(utcOffset: 0)
        let first = announcer.lines(for: ExampleStack.snapshot)
        #expect(first.contains("14:02:11 api: restarting, http://api.shop.local/"))
        #expect(first.contains("14:02:11 job 7 restart api: [2/3] restart api"))
        #expect(announcer.lines(for: ExampleStack.snapshot).isEmpty)
        var next = ExampleStack.snapshot
        next.time = Timestamp(milliseconds: ExampleStack.now.milliseconds + 2000)
        next.apps[1].state = .up
        next.apps[1].cpuPercent = 99
        next.jobs[0].state = .succeeded
        next.sync[0].state = .failed
        next.sync[0].message = "rsync exit 23"
        next.engine.reachable = false
        #expect(
            announcer.lines(for: next) == [
                "14:02:13 the engine does not answer", "14:02:13 api: restarting to up (job 7)",
                "14:02:13 sync api: failed: rsync exit 23", "14:02:13 job 7 restart api: done",
            ]
        )
    }

    @Test func `a daemon that goes is said once, and that it is back`() {
        let announcer = Announcer(utcOffset: 0)
        _ = announcer.lines(for: ExampleStack.snapshot)
        let error = DustyError(.unavailable, "No answer.")
        #expect(announcer.lost(error) == "the daemon does not answer: No answer.")
        #expect(announcer.lost(error) == nil)
        #expect(announcer.lines(for: ExampleStack.snapshot) == ["14:02:11 the daemon answers again"])
    }

    @Test func `without a terminal the stack is printed once`() async throws {
        let daemon = FakeDaemon(snapshot: ExampleStack.snapshot)
        let console = CapturedConsole()
        try await Dusty.Top.parse(["--once"]).run(daemon, console.console())
        #expect(console.out.contains("api"))
        #expect(console.out.contains("out of memory"))
        let json = CapturedConsole()
        try await Dusty.Top.parse(["--once", "--json"]).run(daemon, json.console())
        #expect(json.out.hasPrefix("{"))
    }

    @Test func `switches that exclude each other are refused`() {
        #expect(throws: (any Error).self) { try Dusty.Top.parse(["--once", "--plain"]) }
        #expect(throws: (any Error).self) { try Dusty.Top.parse(["--plain", "--json"]) }
        #expect(throws: (any Error).self) { try Dusty.Top.parse(["--once", "--record", "x"]) }
    }
}

@MainActor
struct RecordingTests {
    @Test(arguments: [["--once"], ["--plain"], ["--json"], ["--once", "--json"], []])
    func `a recording can be shown without a screen, and no daemon is asked`(switches: [String]) async throws {
        try await TemporaryDirectory.with { directory in
            let path = "\(directory.path)/stack.jsonl"
            let recorder = try Recorder(file: path)
            var later = ExampleStack.snapshot
            later.apps[1].state = .stopped
            for snapshot in [ExampleStack.snapshot, later] {
                _ = recorder.note(.snapshot(snapshot), at: ExampleStack.now)
            }
            let captured = CapturedConsole()
            let daemon = ScriptedDaemon(ScriptedDaemon.Answers())
            let top = try Dusty.Top.parse(["--replay", path] + switches)
            try await top.run(daemon, captured.console())
            let isStream = switches == ["--json"]
            #expect(captured.out.contains("\(later.apps[1].name)") && captured.out.contains("stopped"))
            #expect(!isStream || captured.out.split(separator: "\n").count == 2)
        }
    }

    private let messages: [Message] = [
        .snapshot(ExampleStack.snapshot),
        .log(
            "admin",
            LogBatch(lines: [.init(source: "admin", time: ExampleStack.now, stream: .out, text: "of the recording")])
        ),
        .lost(DustyError(.unavailable, "No answer."), retryAt: ExampleStack.now),
    ]

    @Test func `what the daemon says is written, readable by one person, and read again`() async throws {
        try await TemporaryDirectory.with { directory in
            let path = "\(directory.path)/stack.jsonl"
            let recorder = try Recorder(file: path)
            for message in messages + [.tick, .done("not the daemon's")] {
                #expect(recorder.note(message, at: ExampleStack.now) == nil)
            }
            let recording = try Recording(file: path)
            #expect(recording.messages.compactMap(\.message) == messages)
            #expect(throws: DustyError.self) { try Recorder(file: path) }
        }
    }

    @Test func `a line that is no recording is named`() async throws {
        try await TemporaryDirectory.with { directory in
            let path = "\(directory.path)/other.jsonl"
            let line = String(
                decoding: try Wire.encodeLine(RecordedMessage(messages[0], at: ExampleStack.now)),
                as: UTF8.self
            )
            try Data((line + "{}\n").utf8).write(to: URL(filePath: path))
            let error = #expect(throws: DustyError.self) { try Recording(file: path) }
            #expect(error?.message == "\(path):2: this is not a line of a recording")
        }
    }

    @Test(.timeLimit(.minutes(5))) func `a recording drives the dashboard, and nothing is asked of a daemon`()
        async throws
    {
        try await TemporaryDirectory.with { directory in
            let path = "\(directory.path)/stack.jsonl"
            let recorder = try Recorder(file: path)
            for message in messages.prefix(2) { #expect(recorder.note(message, at: ExampleStack.now) == nil) }
            let daemon = FakeDaemon()
            daemon.goAway()
            let terminal = RecordingTerminal()
            let program = Program(
                daemon: daemon,
                terminal: terminal,
                socketPath: path,
                access: .replay,
                recording: try Recording(file: path),
                now: { ExampleStack.now }
            )
            program.onPass = { _ in
                guard terminal.text.contains("of the recording") else { return }
                terminal.press(.character("r"), .character("q"))
            }
            await program.run()
            #expect(daemon.script.requests.isEmpty)
            #expect(program.model.notices.contains { $0.text.contains("there is no daemon to ask") })
        }
    }
}
