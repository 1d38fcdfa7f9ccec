import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// What rows say, and what their keys offer.
struct DashboardRowsTests {
    private func dashboard(
        width: Int = 120,
        _ change: (inout ContainerStatus) -> Void
    ) -> Dashboard {
        var snapshot = ExampleStack.snapshot
        snapshot.jobs = []
        snapshot.warnings = []
        for index in snapshot.apps.indices {
            (snapshot.apps[index].state, snapshot.apps[index].job) = (.up, nil)
        }
        change(&snapshot.apps[0])
        return Dashboard(width: width, height: 40, snapshot: snapshot)
    }

    @Test(arguments: [80, 120, 200])
    func `what is started again and again is a failure, with count and exit code in its row`(width: Int) {
        var dashboard = dashboard(width: width) {
            ($0.state, $0.restarts, $0.lastExit, $0.failing) = (.restarting, 14, 3, true)
        }
        let row = dashboard.row(with: "admin  ")
        #expect(row.hasPrefix("!>") && row.contains("x14 exit 3"), "\(row)")
        #expect(dashboard.row(with: "Dusty ").contains("! 1 failed (W)"))
        dashboard.press(.character("W"))
        #expect(dashboard.text.contains("admin x14 exit 3"))
    }

    @Test func `what ought to run and has ended well is a failure, when the daemon says so`() {
        let down = dashboard { ($0.state, $0.failing) = (.exited(0), true) }
        #expect(down.row(with: "exited 0").hasPrefix("!>"))
        #expect(down.row(with: "Dusty ").contains("! 1 failed"))
        let done = dashboard { ($0.state, $0.failing) = (.exited(0), false) }
        #expect(!done.row(with: "exited 0").contains("!"))
    }

    @Test func `p lets what is paused go on, and pauses what runs`() {
        var dashboard = dashboard { $0.state = .paused }
        #expect(dashboard.row(with: "admin  ").contains("paused"))
        #expect(dashboard.row(with: "? help").contains("p unpause"))
        dashboard.press(.character("p"))
        #expect(dashboard.requests == [JobRequest(.unpause(["admin"]), queue: true)])
        dashboard.press(.down, .character("p"))
        #expect(dashboard.requests == [JobRequest(.pause(["api"]), queue: true)])
    }

    @Test func `what is paused is stopped by s, and e says what to do`() {
        var dashboard = dashboard { $0.state = .paused }
        #expect(dashboard.row(with: "? help").contains("s stop"))
        dashboard.press(.character("e"))
        #expect(dashboard.notice == "admin is paused, so nothing runs in it: p lets it go on.")
        dashboard.press(.character("s"), .character("y"))
        #expect(dashboard.requests == [JobRequest(.stop(["admin"]), queue: true)])
    }

    @Test func `the row of a removed container offers what works`() {
        var dashboard = dashboard { ($0.state, $0.container, $0.since) = (.missing, nil, nil) }
        let footer = dashboard.row(with: "? help")
        #expect(footer.contains("R make it") && footer.contains("u up"))
        #expect(!footer.contains("s start") && !footer.contains("r restart"))
        for key: Character in ["r", "s", "p"] {
            dashboard.press(.character(key))
            #expect(dashboard.requests.isEmpty)
            #expect(dashboard.notice == "admin: no container yet. R makes one, u all that are missing.")
        }
        dashboard.press(.character("R"), .character("y"))
        #expect(dashboard.requests == [JobRequest(.rebuild(["admin"]), queue: true)])
    }

    @Test func `a container that has lost its network says so`() {
        let dashboard = dashboard {
            ($0.state, $0.cutOff, $0.failing) = (.unhealthy, true, true)
            $0.message = "it has lost its place on the network dusty_default; `dusty up` restores it"
        }
        #expect(dashboard.row(with: "admin  ").contains("no network"))
    }

    @Test func `rows that are only remembered say since when, and what was known`() {
        var dashboard = dashboard { $0.state = .exited(3) }
        let error = DustyError(.unavailable, "the daemon hangs")
        dashboard.send(.lost(error, retryAt: ExampleStack.now, since: ExampleStack.ago(2)))
        #expect(dashboard.row(with: "admin  ").contains("stale 2s, exited 3"))
        dashboard.wait(60)
        #expect(dashboard.row(with: "admin  ").contains("stale 1m, exited 3"))
        #expect(!dashboard.row(with: "search  ").contains("2m"))
        dashboard.press(.down, .character("r"))
        #expect(dashboard.notice == "The daemon does not answer, so nothing can be asked of it now.")
        #expect(dashboard.requests.isEmpty)
    }

    @Test func `a daemon that has never given a sign of life is not taken to hang`() {
        let signs = SignsOfLife()
        let later = ContinuousClock.now + .seconds(60)
        #expect(signs.silence(at: later) == nil)
        signs.beat()
        #expect(signs.silence() == nil)
        #expect(signs.silence(at: later) != nil)
        signs.note()
        #expect(signs.silence() == nil)
    }

    @Test(arguments: [(80, 24), (120, 40), (160, 45), (200, 60)])
    func `state, health, use of processor and memory are seen on every size`(_ size: (Int, Int)) {
        let dashboard = Dashboard(width: size.0, height: size.1)
        let heading = dashboard.row(with: "NAME ")
        for column in ["STATE", "HEALTH", "CPU%", "MEM"] { #expect(heading.contains(column), "\(heading)") }
    }

    @Test func `services have no column of syncs, and one long name takes nothing from the others`() {
        var snapshot = ExampleStack.snapshot
        snapshot.services[0].name = String(repeating: "long-", count: 12)
        let dashboard = Dashboard(snapshot: snapshot)
        let headings = dashboard.text.split(separator: "\n").filter { $0.contains("NAME ") }
        #expect(headings.count == 2)
        #expect(headings.allSatisfy { $0.contains("CPU%") && $0.contains("MEM") })
        #expect(!headings[1].contains("SYNC"))
        #expect(Dashboard(width: 200, height: 60).row(with: "NAME ").contains("SYNC"))
    }

    @Test func `a list that goes on says so`() {
        var snapshot = ExampleStack.snapshot
        snapshot.services = (1...40).map { ContainerStatus(name: "service-\($0)", state: .up) }
        var dashboard = Dashboard(snapshot: snapshot)
        #expect(dashboard.row(with: "2 Services").contains(" of 40, 40/40 up"))
        dashboard.press(.character("2"), .end)
        #expect(dashboard.row(with: "2 Services").contains("-40 of 40"))
        let column = DashboardLayout(dashboard.model).rows(of: .services)
        let first = Array(dashboard.text.split(separator: "\n", omittingEmptySubsequences: false)[column.y])
        #expect(first[column.maxX - 1] == "^")
        dashboard.press(.home)
        let last = Array(dashboard.text.split(separator: "\n", omittingEmptySubsequences: false)[column.maxY - 1])
        #expect(last[column.maxX - 1] == "v")
    }

    @Test(arguments: [(120, 24), (160, 16), (200, 29)])
    func `a low window shows one list at a time, at any width`(_ size: (Int, Int)) {
        let dashboard = Dashboard(width: size.0, height: size.1)
        #expect(DashboardLayout(dashboard.model).form == .stacked)
        #expect(dashboard.text.contains("[1]Apps 5"))
        for app in ExampleStack.apps { #expect(dashboard.text.contains(app.name)) }
    }
}
