import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// What stands where there is room: how a start passes, the last failure, what happened.
struct DashboardOverviewTests {
    private static func at(_ seconds: Double) -> Timestamp {
        Timestamp(milliseconds: ExampleStack.now.milliseconds - 20_000 + Int64(seconds * 1000))
    }

    /// A start of 20 seconds that is at its last step.
    static let start: Job = {
        func step(_ title: String, _ begin: Double, _ end: Double?, _ state: Job.State = .succeeded) -> Job.Step {
            Job.Step(title: title, state: state, startedAt: at(begin), finishedAt: end.map(at))
        }
        return Job(
            id: 9,
            kind: .up,
            names: [],
            state: .running,
            user: "dev",
            createdAt: at(0),
            startedAt: at(0),
            steps: [
                step("update repos", 0, 2), step("compile", 2, 2.1), step("containers", 2.1, 14),
                step("check", 14, nil, .running), Job.Step(title: "hosts file"),
            ]
        )
    }()

    /// The example while it starts: the database was ready after 6 seconds, the search is not.
    static func starting(_ size: (Int, Int)) -> Dashboard {
        var before = ExampleStack.snapshot
        before.jobs = [start] + ExampleStack.jobs.suffix(1)
        (before.services[0].state, before.services[0].health) = (.starting, .starting)
        before.services[0].since = at(3)
        before.apps[3].since = at(6)
        before.time = at(8.5)
        var dashboard = Dashboard(width: size.0, height: size.1, snapshot: before)
        var after = before
        (after.services[0].state, after.services[0].health) = (.up, .healthy)
        after.time = at(9)
        dashboard.send(.snapshot(after))
        after.time = ExampleStack.now
        dashboard.send(.snapshot(after))
        return dashboard
    }

    @Test func `a time line has the steps that took time, and marks the one that took most`() throws {
        let line = try #require(TimeLine(Self.start, now: ExampleStack.now))
        #expect(line.seconds == 20)
        #expect(line.steps.map(\.name) == ["update repos", "containers", "check"])
        #expect(line.longest?.name == "containers")
        #expect(line.steps.map { line.seconds(of: $0) } == [2, 11.9, 6])
        var pending = Self.start
        (pending.startedAt, pending.steps) = (nil, [])
        #expect(TimeLine(pending, now: ExampleStack.now) == nil)
        // A clock that went back.
        #expect(TimeLine(Self.start, now: Self.at(-50))?.seconds == 0)
    }

    @Test func `bars lie where they lay in time, and what the end waited for has another shape`() throws {
        let line = try #require(TimeLine(Self.start, now: ExampleStack.now))
        var frame = Frame(size: Size(width: 20, height: 3))
        for (offset, bar) in line.steps.enumerated() {
            line.draw(bar, into: &frame, in: Rect(x: 0, y: offset, width: 20, height: 1))
        }
        let rows = frame.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        #expect(
            rows == [
                "\u{2584}\u{2584}", "  " + String(repeating: "\u{2586}", count: 12),
                String(repeating: " ", count: 14) + "\u{2584}\u{2584}\u{2584}\u{2584}\u{2584}\u{2584}",
            ]
        )
    }

    @Test(arguments: [(120, 40), (200, 60)])
    func `a start shows its steps and who is not ready, and the time that it took last`(_ size: (Int, Int)) {
        var dashboard = Self.starting(size)
        #expect(dashboard.row(with: "─ start ─").contains("0:20, last time 1:54"))
        #expect(dashboard.row(with: " containers ").contains("0:11"))
        #expect(dashboard.row(with: "   postgres ").contains("6.0s"))
        #expect(dashboard.row(with: "   search ").contains("\u{2586}"))
        var after = dashboard.model.snapshot ?? ExampleStack.snapshot
        (after.jobs[0].state, after.jobs[0].finishedAt) = (.succeeded, ExampleStack.now)
        dashboard.send(.snapshot(after))
        #expect(dashboard.row(with: "─ start ─").contains("longest containers"))
        dashboard.wait(121)
        #expect(!dashboard.text.contains("─ start ─"))
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60)])
    func `the steps of a job have their times and bars in line, whatever they say`(_ size: (Int, Int)) {
        var dashboard = Self.starting(size)
        dashboard.model.snapshot?.jobs[0].steps[0].summary = String(repeating: "much to say ", count: 20)
        dashboard.press(.character("5"), .character("g"))
        let rows = dashboard.text.split(separator: "\n").map(String.init)
        let times = rows.filter { $0.contains("1. update") || $0.contains("3. containers") }
        #expect(times.count == 2)
        #expect(times.allSatisfy { $0.contains("2.0s ") || $0.contains("0:11 ") })
        #expect(times.allSatisfy { $0.contains("\u{2584}") || $0.contains("\u{2586}") })
        #expect(times.first?.contains("~") == true)
    }

    @Test func `why a job failed is wrapped below its steps and said once`() {
        var snapshot = ExampleStack.snapshot
        let reason = "not ready: " + (1...12).map { "service-\($0) is unhealthy" }.joined(separator: "; ")
        snapshot.jobs[0].state = .failed
        snapshot.jobs[0].finishedAt = ExampleStack.now
        snapshot.jobs[0].steps[1].state = .failed
        snapshot.jobs[0].steps[1].summary = reason
        snapshot.jobs[0].error = DustyError(.failed, reason)
        var dashboard = Dashboard(width: 80, height: 40, snapshot: snapshot)
        dashboard.press(.character("5"), .character("g"))
        for number in 1...12 {
            let rows = dashboard.text.split(separator: "\n").filter {
                $0.contains("service-\(number) is") || $0.hasSuffix("service-\(number)")
            }
            #expect(!rows.isEmpty, "\(number)")
        }
        #expect(!dashboard.row(with: "2. restart api").contains("not ready"))
    }

    @Test func `the last failure says what was written last, and no heading without lines`() {
        var dashboard = Dashboard()
        dashboard.press(.down, .down)
        dashboard.log(["fatal: no config", "goodbye", "   "])
        let rows = dashboard.text.split(separator: "\n").map(String.init)
        let place = rows.firstIndex { $0.contains("─ last failure ─") } ?? 0
        #expect(rows[place + 1].contains("billing exited 137: out of memory"))
        #expect(rows[place + 2].contains("fatal: no config"))
        #expect(!dashboard.text.contains("its last"))
        dashboard.press(.character("W"), .down)
        #expect(dashboard.text.contains("its last 3 lines:"))
    }

    @Test func `a failure that goes on is as old as its beginning`() {
        var snapshot = ExampleStack.snapshot
        snapshot.services[1].state = .restarting
        snapshot.services[1].failing = true
        var dashboard = Dashboard(snapshot: snapshot)
        for minute in 1...6 {
            snapshot.services[1].restarts = minute
            snapshot.time = Timestamp(milliseconds: ExampleStack.now.milliseconds + Int64(minute) * 60_000)
            snapshot.services[1].since = snapshot.time
            dashboard.model.now = snapshot.time
            dashboard.send(.snapshot(snapshot))
        }
        dashboard.press(.character("W"))
        #expect(dashboard.row(with: "redis x6").contains("5m"))
    }

    @Test func `events take the room of messages that there are none of`() {
        var dashboard = Dashboard(width: 200, height: 60)
        #expect(!dashboard.text.contains("─ messages ─"))
        dashboard.press(.character("m"))
        #expect(dashboard.text.contains("─ messages ─"))
    }
}
