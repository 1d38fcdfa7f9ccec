import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// How many have failed, and which came last: one number everywhere.
struct DashboardCountsTests {
    private func job(_ id: Int, _ state: Job.State, ago: Int64 = 30) -> Job {
        Job(
            id: id,
            kind: .test,
            names: ["admin"],
            state: state,
            user: "dev",
            createdAt: ExampleStack.ago(ago + 9),
            startedAt: state == .pending ? nil : ExampleStack.ago(ago + 8),
            finishedAt: state.isFinal ? ExampleStack.ago(ago) : nil,
            steps: [],
            tail: state == .failed ? (1...14).map { "output \($0)" } : [],
            error: state == .failed ? DustyError(.failed, "suite bad failed with exit code 1") : nil
        )
    }

    private func stack(_ jobs: [Job], _ change: (inout Snapshot) -> Void = { _ in }) -> Dashboard {
        var snapshot = ExampleStack.snapshot
        snapshot.jobs = jobs
        snapshot.warnings = []
        for index in snapshot.apps.indices { (snapshot.apps[index].state, snapshot.apps[index].job) = (.up, nil) }
        change(&snapshot)
        return Dashboard(snapshot: snapshot)
    }

    @Test func `the header and W count the same, before W was opened and after`() {
        var dashboard = stack([job(9, .failed), job(8, .cancelled)]) { $0.apps[1].state = .unhealthy }
        #expect(dashboard.row(with: "Dusty ").contains("! 2 failed (W)"))
        #expect(dashboard.row(with: "1 Apps").contains("1 failed"))
        dashboard.press(.character("W"))
        #expect(dashboard.text.contains("2 failed"))
        dashboard.press(.escape)
        #expect(dashboard.row(with: "Dusty ").contains("! 2 failed (W)"))
        dashboard.press(.character("5"))
        #expect(dashboard.row(with: "Dusty ").contains("! 2 failed (W)"))
    }

    @Test func `what is missing while the rest is up has failed, and not after a down`() {
        var dashboard = stack([]) { $0.apps[1].state = .missing }
        #expect(dashboard.row(with: "Dusty ").contains("! 1 failed (W)"))
        #expect(dashboard.row(with: "1 Apps").contains("1 failed"))
        #expect(dashboard.row(with: " missing").hasPrefix("!"))
        dashboard.press(.character("W"))
        #expect(dashboard.text.contains("api has no container."))
        let down = stack([]) { snapshot in
            for index in snapshot.apps.indices { snapshot.apps[index].state = .missing }
            for index in snapshot.services.indices { snapshot.services[index].state = .missing }
        }
        #expect(!down.row(with: "Dusty ").contains("failed"))
    }

    @Test func `what no up has known of yet is not lost`() {
        let dashboard = stack([]) { ($0.apps[1].state, $0.apps[1].failing) = (.missing, false) }
        #expect(!dashboard.row(with: "Dusty ").contains("failed"))
        #expect(!dashboard.row(with: "1 Apps").contains("failed"))
    }

    @Test func `the newest failure is the last one, and is said once`() {
        var dashboard = stack([]) { snapshot in
            (snapshot.apps[0].state, snapshot.apps[0].since) = (.exited(137), ExampleStack.ago(20))
            (snapshot.apps[1].state, snapshot.apps[1].restarts) = (.restarting, 13)
            (snapshot.apps[1].failing, snapshot.apps[1].since) = (true, ExampleStack.ago(2))
        }
        dashboard.model.size = Size(width: 200, height: 60)
        let lines = dashboard.text.split(separator: "\n").map(String.init)
        let title = lines.firstIndex { $0.contains("last failure") } ?? 0
        #expect(lines[title + 1].contains("admin exited 137"))
        #expect(!lines[title + 2].contains("exited"))
    }

    @Test func `W shows the end of what a failed suite wrote`() {
        var dashboard = stack([job(9, .failed)])
        dashboard.press(.character("W"))
        #expect(dashboard.text.contains("its last 10 lines:"))
        #expect(dashboard.text.contains("output 14") && !dashboard.text.contains("output 4 "))
    }

    @Test func `W shows the end of the log of what crashed, where it is held`() {
        var dashboard = stack([]) { $0.apps[0].state = .exited(1) }
        dashboard.log(["starting", "fatal: no port"])
        dashboard.press(.character("W"))
        #expect(dashboard.text.contains("fatal: no port"))
    }

    @Test func `W lists no remark, and what one cancelled is none of its failures`() {
        var dashboard = stack([job(9, .running)])
        dashboard.press(.escape)
        let remark = dashboard.notice
        dashboard.send(.snapshot(stack([job(9, .cancelled)]).model.snapshot ?? ExampleStack.snapshot))
        #expect(dashboard.notice == "test admin was cancelled.")
        dashboard.press(.character("W"))
        #expect(dashboard.text.contains("No warnings, nothing failed."))
        dashboard.press(.character("o"))
        #expect(dashboard.text.contains("test admin was cancelled."))
        #expect(!remark.isEmpty && dashboard.text.contains(remark))
    }

    @Test func `a job that waits does not run`() {
        let dashboard = stack([job(10, .pending), job(9, .running)])
        #expect(dashboard.row(with: "5 Jobs").contains("1 running, 1 waiting, x cancels"))
    }

    @Test func `one waiting job for a row is enough`() {
        var waiting = job(56, .pending)
        (waiting.kind, waiting.names) = (.restart, ["admin"])
        var running = job(55, .running)
        (running.kind, running.names) = (.restart, ["admin"])
        var dashboard = stack([waiting, running])
        for _ in 0..<15 {
            dashboard.press(.character("r"))
            #expect(dashboard.requests.isEmpty)
        }
        #expect(dashboard.notice == "job 56, restart admin, already waits, and one is enough. x cancels it.")
        // Also while no snapshot shows it.
        dashboard = stack([running])
        dashboard.press(.character("r"), .character("r"))
        #expect(dashboard.requests.count == 1)
        dashboard.send(.accepted(waiting))
        dashboard.press(.character("r"), .character("r"), .character("r"))
        #expect(dashboard.requests.isEmpty)
    }

    @Test func `a question does not speak of work that has ended`() {
        var running = job(55, .running)
        (running.kind, running.names) = (.restart, ["admin"])
        var dashboard = stack([running])
        dashboard.press(.character("s"))
        #expect(dashboard.text.contains("admin is already restarting (job 55, 0:38); this comes after it."))
        dashboard.wait(2)
        #expect(dashboard.text.contains("(job 55, 0:40)"))
        dashboard.send(.snapshot(stack([]).model.snapshot ?? ExampleStack.snapshot))
        #expect(dashboard.text.contains("Stop admin?"))
        #expect(!dashboard.text.contains("already restarting"))
    }
}
