import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// The list of what deserves attention: everything in it can be read whole, gone to and taken off where it is over.
struct DashboardFailuresTests {
    private static let reason =
        "not ready: crash is exited 3 sick is unhealthy: `/bin/sh -c echo cannot reach db >&2; exit 1` ended with exit code 1: "
        + "cannot reach db, for 60 s, and this is the last word of it"

    private func dashboard(width: Int = 80, height: Int = 24, ago: Int64 = 60) -> Dashboard {
        var snapshot = ExampleStack.snapshot
        snapshot.jobs = [
            Job(
                id: 33,
                kind: .up,
                names: [],
                state: .failed,
                user: "dev",
                createdAt: ExampleStack.ago(ago + 64),
                startedAt: ExampleStack.ago(ago + 64),
                finishedAt: ExampleStack.ago(ago),
                steps: [.init(title: "check", state: .failed)],
                error: DustyError(.failed, Self.reason, hint: "See their logs.")
            )
        ]
        return Dashboard(width: width, height: height, snapshot: snapshot)
    }

    /// The words on the screen, without what stands around them.
    private func words(_ dashboard: Dashboard) -> String {
        dashboard.text.replacing("\u{2502}", with: " ").split { $0 == " " || $0 == "\n" }.joined(separator: " ")
    }

    @Test(arguments: [(40, 10), (80, 24), (120, 40)])
    func `a reason can be read whole, from its first word to its last`(_ size: (Int, Int)) {
        var dashboard = dashboard(width: size.0, height: size.1)
        dashboard.press(.character("W"), .down, .down)
        var seen = words(dashboard)
        for _ in 0..<20 {
            dashboard.press(.pageDown)
            seen += " " + words(dashboard)
        }
        #expect(seen.contains("this is the last word of it"))
        #expect(seen.contains("failed at: check"))
        #expect(seen.contains("See their logs."))
    }

    @Test func `what fails now comes before what is over, and a job is gone to and dismissed`() {
        var dashboard = dashboard()
        dashboard.press(.character("W"))
        #expect(dashboard.text.contains("2 failed, 1 warning"))
        dashboard.press(.character("d"))
        #expect(dashboard.notice == "It is so now, and goes when it is no longer so.")
        dashboard.press(.down, .down, .enter)
        #expect(dashboard.model.selectedJob?.id == 33 && dashboard.model.focus == .jobs)
        dashboard.press(.character("W"), .down, .down, .character("d"))
        #expect(dashboard.text.contains("1 failed, 1 warning"))
        dashboard.press(.enter)
        #expect(dashboard.model.selectedContainer?.name == "billing")
    }

    @Test func `a job that failed long ago is old, and there for those who ask`() {
        var dashboard = dashboard(ago: 7200)
        dashboard.press(.character("W"))
        #expect(dashboard.text.contains("1 failed, 1 warning, 1 old (o)"))
        #expect(!dashboard.text.contains("job 33"))
        dashboard.press(.character("o"))
        #expect(dashboard.text.contains("! job 33 up: not ready"))
    }

    @Test func `a job that fails while one looks is listed once, and not at all once it was dismissed`() {
        var dashboard = Dashboard(width: 200)
        var snapshot = ExampleStack.snapshot
        snapshot.jobs[0].state = .failed
        snapshot.jobs[0].finishedAt = ExampleStack.now
        snapshot.jobs[0].error = DustyError(.failed, "no such image", hint: "Pull it.")
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.notice.contains("no such image"))
        dashboard.press(.character("W"))
        let items = FailureItems(dashboard.model)
        #expect(items.items(showsOld: false).filter { $0.title.contains("no such image") }.count == 1)
        dashboard.model.failures.dismissed.insert(FailureState.mark(of: snapshot.jobs[0]))
        #expect(!FailureItems(dashboard.model).items(showsOld: false).contains { $0.title.contains("no such image") })
    }

    @Test func `y copies all of it`() {
        var dashboard = dashboard()
        dashboard.press(.character("W"), .down, .down, .character("y"))
        #expect(dashboard.copies.first?.contains(Self.reason) == true)
    }

    @Test func `the answer to a key is no failure, and is among the messages`() {
        var dashboard = Dashboard()
        dashboard.press(.down)
        dashboard.send(.accepted(ExampleStack.job(kind: .restart, names: ["api"])))
        dashboard.press(.character("r"))
        #expect(dashboard.notice.contains("already"))
        dashboard.press(.character("W"))
        #expect(!dashboard.text.contains("already"))
        dashboard.press(.character("o"))
        #expect(dashboard.text.contains("already"))
    }

    @Test func `a message that is cut says where the rest of it is`() {
        var dashboard = dashboard()
        dashboard.send(.refused("up", DustyError(.failed, Self.reason)))
        let row = dashboard.row(with: "up: not ready")
        #expect(row.hasSuffix("~  W shows all of it"))
        dashboard.press(.character("W"), .end)
        #expect(words(dashboard).contains("this is the last word of it"))
    }

    @Test func `what was changed and is not applied has a mark, and definitions are asked for again`() {
        var snapshot = ExampleStack.snapshot
        snapshot.revision = 1
        var dashboard = Dashboard(snapshot: snapshot)
        dashboard.press(.down, .character("0"))
        dashboard.model.show(tab: .env)
        dashboard.send(.tick)
        let before = dashboard.model.subscriptions
        snapshot.apps[1].outdated = true
        snapshot.revision = 2
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.row(with: "restarting").hasPrefix("+> api"))
        #expect(dashboard.model.subscriptions != before)
        dashboard.model.show(tab: .ports)
        #expect(dashboard.text.contains("its variables or its spec have changed; u makes its"))
    }

    @Test(arguments: [46, 60])
    func `the memory of a machine is never cut`(width: Int) {
        var snapshot = ExampleStack.snapshot
        snapshot.machine.cpuPercent = 100
        var dashboard = Dashboard(snapshot: snapshot)
        for second in 1...20 {
            dashboard.model.now = Timestamp(milliseconds: ExampleStack.now.milliseconds + Int64(second) * 1000)
            dashboard.send(.snapshot(snapshot))
        }
        let lines = MachineLines.all(of: dashboard.model, width: width)
        #expect(lines.allSatisfy { TextWidth.columns(of: $0.text) <= width - 11 }, "\(lines)")
        #expect(lines.contains { $0.text.contains("2.1G of 4.0G") })
    }
}
