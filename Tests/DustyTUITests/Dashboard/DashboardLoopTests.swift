import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

@MainActor
struct DashboardLoopTests {
    /// Runs a program and does something after each of its passes until that says it is done.
    private func run(
        _ daemon: FakeDaemon,
        _ terminal: RecordingTerminal,
        steps: [@MainActor (Program) -> Bool]
    ) async {
        let program = Program(
            daemon: daemon,
            terminal: terminal,
            socketPath: "/run/dusty.sock",
            agentSocket: "/run/agent",
            now: { ExampleStack.now }
        )
        var remaining = steps[...]
        program.onPass = { program in
            // A step that is met leads straight to the next: nothing else may happen to wake the program.
            while let step = remaining.first, step(program) { remaining.removeFirst() }
            if remaining.isEmpty { terminal.press(.character("q")) }
        }
        await program.run()
        #expect(
            remaining.isEmpty,
            "\(steps.count - remaining.count) of \(steps.count) steps were met:\n\(terminal.text)"
        )
    }

    /// A step that presses keys as soon as the stack is there.
    private func whenThere(_ terminal: RecordingTerminal, press keys: [Key]) -> @MainActor (Program) -> Bool {
        { program in
            guard program.model.snapshot != nil else { return false }
            for key in keys { terminal.press(key) }
            return true
        }
    }

    @Test(.timeLimit(.minutes(5))) func `the first picture does not wait for the daemon`() async {
        let daemon = FakeDaemon(snapshot: ExampleStack.snapshot)
        let terminal = RecordingTerminal()
        await run(daemon, terminal, steps: [{ _ in terminal.text.contains("billing") }])
        #expect(terminal.frames.first?.text.contains("connecting") == true)
    }

    @Test(.timeLimit(.minutes(5))) func `what is typed on while another program gets the terminal does nothing here`()
        async
    {
        let daemon = FakeDaemon(snapshot: ExampleStack.snapshot)
        let terminal = RecordingTerminal()
        terminal.guest = {}
        await run(
            daemon,
            terminal,
            steps: [
                { program in
                    guard program.model.snapshot != nil else { return false }
                    // A shell, and before it has begun a command for it: `s` alone stops what is selected, and Enter says yes to that.
                    terminal.press(.character("e"), .character("l"), .character("s"), .enter, .character("e"))
                    return true
                },
                { program in
                    guard terminal.text.contains("`dusty shell admin` has ended.") else { return false }
                    #expect(program.model.overlay == nil)
                    return true
                },
            ]
        )
        #expect(daemon.script.requests.isEmpty)
        #expect(terminal.loans == 1)
    }

    @Test(.timeLimit(.minutes(5))) func `a sync begins after a look, and not when one cannot look`() async {
        let daemon = FakeDaemon(snapshot: ExampleStack.snapshot)
        let terminal = RecordingTerminal()
        let preview = SyncPreview(repo: "x", shortName: "web", files: 0, bytes: 0, deleted: 500)
        daemon.change { $0.syncPreviews = [preview] }
        await run(
            daemon,
            terminal,
            steps: [
                whenThere(terminal, press: [.character("S")]),
                { program in
                    guard program.model.overlay != nil else { return false }
                    #expect(daemon.script.requests.isEmpty)
                    terminal.press(.escape)
                    daemon.change { $0.failure = DustyError(.failed, "web is not mounted") }
                    terminal.press(.character("S"))
                    return true
                },
                { _ in terminal.text.contains("web is not mounted") },
            ]
        )
        #expect(daemon.script.requests.isEmpty)
    }

    @Test(.timeLimit(.minutes(5))) func `a key starts a job with the caller's agent`() async {
        let daemon = FakeDaemon(snapshot: ExampleStack.snapshot)
        let terminal = RecordingTerminal()
        await run(
            daemon,
            terminal,
            steps: [
                whenThere(terminal, press: [.character("r")]),
                { _ in terminal.text.contains("restart admin: job 1") },
            ]
        )
        #expect(daemon.script.requests.map(\.kind) == [.restart])
        #expect(daemon.script.requests.first?.sshAuthSock == "/run/agent")
    }

    @Test(.timeLimit(.minutes(5))) func `moving on closes one log and opens another`() async {
        let daemon = FakeDaemon(snapshot: ExampleStack.snapshot)
        daemon.change {
            $0.logs["admin"] = [ExampleStack.log(of: "admin")]
            $0.logs["api"] = [
                LogBatch(lines: [.init(source: "api", time: ExampleStack.now, stream: .out, text: "of api")])
            ]
        }
        let terminal = RecordingTerminal()
        await run(
            daemon,
            terminal,
            steps: [
                { _ in
                    guard terminal.text.contains("boot 2.8.1") else { return false }
                    terminal.press(.down)
                    return true
                },
                { _ in terminal.text.contains("of api") && !terminal.text.contains("boot 2.8.1") },
            ]
        )
    }

    @Test(.timeLimit(.minutes(5))) func `a daemon that goes and comes back is shown without any key`() async {
        let daemon = FakeDaemon(snapshot: ExampleStack.snapshot)
        let terminal = RecordingTerminal()
        await run(
            daemon,
            terminal,
            steps: [
                { program in
                    guard program.model.snapshot != nil else { return false }
                    daemon.goAway()
                    return true
                },
                { _ in
                    guard terminal.text.contains("daemon: no answer on /run/dusty.sock") else { return false }
                    daemon.change { $0.failure = nil }
                    return true
                },
                { _ in !terminal.text.contains("no answer") && terminal.text.contains("restarting") },
            ]
        )
    }

    @Test(.timeLimit(.minutes(5))) func `a resized terminal is filled`() async {
        let daemon = FakeDaemon(snapshot: ExampleStack.snapshot)
        let terminal = RecordingTerminal()
        await run(
            daemon,
            terminal,
            steps: [
                { program in
                    guard program.model.snapshot != nil else { return false }
                    terminal.send(.resized(Size(width: 80, height: 24)))
                    return true
                },
                { _ in terminal.frames.last?.size == Size(width: 80, height: 24) },
            ]
        )
    }

    @Test(.timeLimit(.minutes(5))) func `a terminal that is gone ends the program`() async {
        let daemon = FakeDaemon(snapshot: ExampleStack.snapshot)
        let terminal = RecordingTerminal()
        await run(
            daemon,
            terminal,
            steps: [
                { _ in
                    terminal.send(.ended)
                    return true
                }
            ]
        )
    }

    @Test(.timeLimit(.minutes(5))) func `Ctrl-L and Ctrl-Z reach the terminal`() async {
        let daemon = FakeDaemon(snapshot: ExampleStack.snapshot)
        let terminal = RecordingTerminal()
        await run(
            daemon,
            terminal,
            steps: [
                { _ in
                    terminal.press(.control("l"), .control("z"))
                    return true
                },
                { _ in terminal.repaints == 1 && terminal.suspensions == 1 },
            ]
        )
    }
}
