import ArgumentParser
import DustyCore
import Essentials
import Testing

@testable import DustyTUI

struct JobFollowingTests {
    private let captured = CapturedConsole()

    @Test func plainLinesShowAJobFromBeginningToEnd() async throws {
        await #expect(throws: ExitCode(1)) { try await follow(WireExamples.events) }
        #expect(
            captured.out == """
                job 7: up api
                      sync api: sent server.py
                done  sync api: 2 files, 1.2 KiB (0.3 s)
                skip  write hosts: nothing to do
                      one
                      two
                err   start containers: no such file
                FAIL  start containers (0.3 s)
                job 7 failed (1.1 s)

                """
        )
        #expect(
            captured.error == """
                error: the specs have one problem
                apps/api.yml:7:22: error: host_forwarding.0.host_port: is not a port
                    use a number from 1 to 65535
                hint: fix it

                """
        )
    }

    @Test func aStepThatIsLongSilentIsMentionedOnce() {
        var printer = EventPrinter(WireExamples.job)
        for event in WireExamples.events.prefix(3) { _ = printer.lines(for: event, on: captured.console()) }
        let start = WireExamples.events[2].time.milliseconds
        let lines = [100, 2500, 5000].map { later in
            printer.waitingLines(now: Timestamp(milliseconds: start + later), on: captured.console())
        }
        #expect(lines == [[], ["....  sync api"], []])
    }

    @Test func programsGetTheEventsAlone() async throws {
        await #expect(throws: ExitCode(1)) { try await follow(WireExamples.events, asJSON: true) }
        let lines = captured.out.split(separator: "\n")
        #expect(try lines.map { try Wire.decode(JobEvent.self, from: Data($0.utf8)) } == WireExamples.events)
        #expect(captured.error.hasPrefix("error: "))
    }

    @Test func successIsSilentOnStandardError() async throws {
        try await follow([WireExamples.events[0], end(.succeeded)])
        #expect(captured.error.isEmpty)
    }

    @Test func aStreamThatEndsBeforeTheJobIsAnError() async throws {
        let error = await #expect(throws: DustyError.self) { try await follow([WireExamples.events[0]]) }
        #expect(error?.code == .unavailable)
    }

    @Test func leavingSaysHowToComeBack() async throws {
        var answers = ScriptedDaemon.Answers()
        answers[Job.self] = WireExamples.job
        answers[[JobEvent].self] = [WireExamples.events[0]]
        answers.holdsEvents = true
        let following = JobFollowing(daemon: ScriptedDaemon(answers), console: captured.console(), asJSON: false)
        let task = Task { try await following.run(JobRequest(.up())) }
        task.cancel()
        await #expect(throws: ExitCode(130)) { try await task.value }
        #expect(captured.error.contains("dusty cancel 7"))
    }

    @Test func aLiveViewLeavesOnlyWhatStays() async throws {
        await #expect(throws: ExitCode(1)) { try await follow(WireExamples.events, isStyled: true) }
        let screen = TextScreen.showing(captured.out)
        #expect(screen.contains { $0.hasPrefix("done  sync api: 2 files, 1.2 KiB") })
        #expect(screen.contains { $0.hasPrefix("job 7 failed") })
        #expect(!screen.contains { $0.contains("....") || $0.contains("steps done") })
    }

    @Test func aLiveViewShowsProgressAndTime() {
        var view = LiveView()
        var job = Job(id: 7, kind: .up, names: [], user: "ann", createdAt: WireExamples.time)
        for event in WireExamples.events.prefix(4) { job.apply(event) }
        let now = Timestamp(milliseconds: WireExamples.time.milliseconds + 2_200)
        let screen = TextScreen.showing(view.frame(of: job, after: [], now: now, on: captured.console()))
        #expect(
            screen == [
                "....  sync api  [########------------] 40 % 2/5 1.2 KiB 600 B/s  2.0 s",
                "      0 of 3 steps done, 2.2 s", "",
            ]
        )
    }

    @Test func `a live view shows who is not ready, and what it waits for`() {
        var view = LiveView()
        var job = Job(id: 7, kind: .up, names: [], user: "ann", createdAt: WireExamples.time)
        for event in WireExamples.events.prefix(4) { job.apply(event) }
        view.unready = [
            ContainerStatus(
                name: "api",
                state: .starting,
                since: WireExamples.time,
                message: "port 8000 does not answer"
            )
        ]
        let now = Timestamp(milliseconds: WireExamples.time.milliseconds + 2_200)
        let screen = TextScreen.showing(view.frame(of: job, after: [], now: now, on: captured.console()))
        #expect(screen.first == "      api is starting, 2.2 s: port 8000 does not answer")
    }

    private func end(_ state: Job.State) -> JobEvent {
        JobEvent(job: 7, sequence: 1, time: WireExamples.later, kind: .finished(state: state, error: nil))
    }

    private func follow(_ events: [JobEvent], asJSON: Bool = false, isStyled: Bool = false) async throws {
        var answers = ScriptedDaemon.Answers()
        answers[Job.self] = WireExamples.job
        answers[[JobEvent].self] = events
        let console = captured.console(isTerminal: isStyled, isStyled: isStyled)
        try await JobFollowing(daemon: ScriptedDaemon(answers), console: console, asJSON: asJSON)
            .run(JobRequest(.up()))
    }
}
