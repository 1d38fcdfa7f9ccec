import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardColumnsTests {
    private func stack(of count: Int, _ change: (inout ContainerStatus) -> Void = { _ in }) -> Snapshot {
        var snapshot = ExampleStack.snapshot
        snapshot.apps = (0..<count).map { index in
            var app = ExampleStack.snapshot.apps[0]
            app.name = "app\(index)"
            (app.state, app.memoryBytes) = (.up, 352 << 20)
            app.since = Timestamp(milliseconds: ExampleStack.now.milliseconds - 40_000)
            change(&app)
            return app
        }
        return snapshot
    }

    @Test(arguments: [(80, 24), (100, 30), (120, 40), (200, 60)])
    func `the marks of a longer list have a column of their own`(_ size: (Int, Int)) {
        var dashboard = Dashboard(width: size.0, height: size.1, snapshot: stack(of: 60))
        for _ in 0..<3 {
            let layout = DashboardLayout(dashboard.model)
            let rows = layout.rows(of: .apps)
            let lines = dashboard.text.split(separator: "\n", omittingEmptySubsequences: false).map(Array.init)
            for y in rows.y..<rows.maxY where lines[y].count > rows.maxX - 1 {
                #expect([" ", "^", "v"].contains(lines[y][rows.maxX - 1]))
            }
            for _ in 0..<20 { dashboard.press(.down) }
        }
    }

    @Test(arguments: [60, 80, 100, 120, 140, 160, 200])
    func `no column moves while a row is stopped, restarted, started or fails`(_ width: Int) {
        let height = width < 100 ? 24 : 40
        func heading(_ state: ContainerState, _ health: ContainerHealth?, ending: Bool = false) -> String {
            var snapshot = stack(of: 3)
            snapshot.services = []
            (snapshot.apps[0].state, snapshot.apps[0].health) = (state, health)
            snapshot.apps[1].health = .healthy
            if ending {
                let start = Timestamp(milliseconds: ExampleStack.now.milliseconds - 10_000)
                let end = Timestamp(milliseconds: start.milliseconds + 60_000)
                snapshot.apps[0].ending = Ending(since: start, killAt: end)
            }
            let row = Dashboard(width: width, height: height, snapshot: snapshot).row(with: "STATE")
            return String(row.prefix { $0 != "\u{2502}" })
        }
        let usual = heading(.up, .healthy)
        #expect(usual.contains("NAME"))
        #expect(heading(.stopping, .healthy, ending: true) == usual)
        #expect(heading(.restarting, nil) == usual)
        #expect(heading(.starting, .starting) == usual)
        #expect(heading(.unhealthy, .unhealthy) == usual)
        #expect(heading(.exited(137), nil) == usual)
        #expect(heading(.building, nil) == usual)
    }

    @Test func `ports that can be read without the history are not cut for it`() {
        let many = stack(of: 2) { $0.ports = ["80:65000:8080", "5432:65001:5432"] }
        let narrow = Dashboard(width: 80, height: 24, snapshot: many)
        #expect(narrow.row(with: " app0 ").contains("80>8080 5432>5432") && !narrow.text.contains("2 MIN"))
        #expect(Dashboard(width: 80, height: 24, snapshot: stack(of: 2) { $0.ports = [] }).text.contains("2 MIN"))
        #expect(Dashboard(width: 200, height: 60, snapshot: many).text.contains("2 MIN"))
    }

    @Test(arguments: [(80, 24), (120, 40), (200, 60)])
    func `an app on older code is marked, with a column for it or without`(_ size: (Int, Int)) {
        var snapshot = stack(of: 2)
        snapshot.apps[1].sync = .ok
        snapshot.apps[1].olderCode = ["example.org/shop/api"]
        let dashboard = Dashboard(width: size.0, height: size.1, snapshot: snapshot)
        let row = dashboard.row(with: " app1 ")
        #expect(row.hasPrefix("+"))
        #expect(!dashboard.row(with: " app0 ").hasPrefix("+"))
    }
}
