import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardMouseTests {
    /// The cell where a text begins.
    private func cell(of text: String, in dashboard: Dashboard) throws -> (x: Int, y: Int) {
        let lines = dashboard.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let y = try #require(lines.firstIndex { $0.contains(text) })
        let before = try #require(lines[y].firstRange(of: text)).lowerBound
        return (TextWidth.columns(of: lines[y][..<before]), y)
    }

    private func click(_ text: String, in dashboard: inout Dashboard) throws {
        let (x, y) = try cell(of: text, in: dashboard)
        dashboard.press(.click(x: x, y: y))
    }

    @Test func `a click selects a row and gives its pane the keys`() throws {
        var dashboard = Dashboard()
        try click("redis ", in: &dashboard)
        #expect(dashboard.model.focus == .services)
        #expect(dashboard.model.selectedContainer?.name == "redis")
        try click("api ", in: &dashboard)
        #expect(dashboard.model.focus == .apps)
        #expect(dashboard.model.selectedContainer?.name == "api")
    }

    @Test func `a click on the name of a column orders the rows by it`() throws {
        var dashboard = Dashboard(width: 200, height: 60)
        for (heading, order) in [("CPU%", RowOrder.cpu), ("STATE", .state), ("MEM", .memory), ("NAME", .name)] {
            let selected = dashboard.model.selectedContainer?.name
            try click(heading, in: &dashboard)
            #expect(dashboard.model.selection.order == order)
            #expect(dashboard.notice == "Apps and services are ordered by \(order.rawValue).")
            #expect(dashboard.model.selectedContainer?.name == selected)
        }
    }

    @Test func `a second click on a row soon after is Enter`() throws {
        var dashboard = Dashboard()
        try click("api ", in: &dashboard)
        #expect(dashboard.model.focus == .apps)
        try click("redis ", in: &dashboard)
        #expect(dashboard.model.focus == .services)
        try click("redis ", in: &dashboard)
        #expect(dashboard.model.focus == .logs && dashboard.model.logs.source == "redis")
        let (x, y) = try cell(of: "api ", in: dashboard)
        dashboard.press(.click(x: x, y: y))
        dashboard.wait(1)
        dashboard.press(.click(x: x, y: y))
        #expect(dashboard.model.focus == .apps)
    }

    @Test func `a click on a title gives the pane the keys and leaves its selection`() throws {
        var dashboard = Dashboard()
        dashboard.press(.down)
        try click("2 Services", in: &dashboard)
        #expect(dashboard.model.focus == .services)
        try click("1 Apps", in: &dashboard)
        #expect(dashboard.model.focus == .apps)
        #expect(dashboard.model.selectedContainer?.name == "api")
        try click("0 api [log]", in: &dashboard)
        #expect(dashboard.model.focus == .logs)
    }

    @Test(arguments: [(80, 24), (50, 14)])
    func `a click on a tab does too`(_ size: (Int, Int)) throws {
        var dashboard = Dashboard(width: size.0, height: size.1)
        for (tab, pane) in [("[3]", Pane.sync), ("[0]", .logs), ("[5]", .jobs), ("[1]", .apps)] {
            try click(tab, in: &dashboard)
            #expect(dashboard.model.focus == pane)
        }
    }

    @Test func `the wheel scrolls the log under it and pauses, and back to the end follows`() {
        var dashboard = Dashboard()
        dashboard.log((0..<200).map { "line \($0)" })
        dashboard.press(.wheel(.up, x: 100, y: 10))
        #expect(!dashboard.model.logs.isFollowing)
        #expect(dashboard.model.focus == .apps)
        #expect(dashboard.text.contains("line 196") && !dashboard.text.contains("line 197"))
        dashboard.press(.wheel(.down, x: 100, y: 10))
        #expect(dashboard.model.logs.isFollowing)
    }

    @Test func `the wheel scrolls a list, and its selection stays in sight`() {
        var snapshot = ExampleStack.snapshot
        snapshot.apps = (0..<50).map { index in
            var app = ExampleStack.snapshot.apps[0]
            app.name = "app\(index)"
            return app
        }
        var dashboard = Dashboard(width: 80, height: 24, snapshot: snapshot)
        dashboard.press(.wheel(.down, x: 5, y: 6))
        #expect(dashboard.model.cursor(in: .apps).top == 3)
        #expect(dashboard.model.selectedContainer?.name == "app3")
        for _ in 0..<100 { dashboard.press(.wheel(.down, x: 5, y: 6)) }
        #expect(dashboard.text.contains("app49"))
        for _ in 0..<100 { dashboard.press(.wheel(.up, x: 5, y: 6)) }
        #expect(dashboard.model.cursor(in: .apps).top == 0)
    }

    @Test func `the wheel turns pages, and at a question the mouse does nothing`() {
        var dashboard = Dashboard(width: 80, height: 24)
        dashboard.press(.character("?"), .wheel(.down, x: 3, y: 3))
        let turned = dashboard.model.overlay
        #expect(turned != .help(HelpPage()))
        dashboard.press(.click(x: 3, y: 3))
        #expect(dashboard.model.overlay == turned)
        dashboard.press(.escape, .character("R"))
        let before = dashboard.model
        dashboard.press(.click(x: 30, y: 11), .click(x: 3, y: 3), .wheel(.down, x: 30, y: 11))
        #expect(dashboard.model == before)
    }

    @Test func `while one types the mouse does nothing`() {
        var dashboard = Dashboard()
        dashboard.press(.character("/"), .character("a"))
        let before = dashboard.model
        dashboard.press(.click(x: 3, y: 12), .wheel(.down, x: 3, y: 3))
        #expect(dashboard.model == before)
    }

    @Test func `M gives the mouse back and says how, and takes it again`() {
        var dashboard = Dashboard()
        dashboard.press(.character("M"))
        #expect(dashboard.effects.first == .mouse(false))
        #expect(dashboard.notice.contains("M takes it back"))
        dashboard.press(.character("M"))
        #expect(dashboard.effects.first == .mouse(true))
        #expect(dashboard.notice.contains("Shift-drag"))
    }

    @Test func `no cell is too odd for a click`() {
        for size in [(30, 5), (50, 14), (80, 24), (120, 40), (200, 60)] {
            var dashboard = Dashboard(width: size.0, height: size.1)
            for x in stride(from: 0, through: size.0 + 3, by: 3) {
                for y in 0...(size.1 + 1) {
                    dashboard.press(.click(x: x, y: y), .wheel(.down, x: x, y: y), .wheel(.up, x: x, y: y))
                }
            }
            #expect(dashboard.effects.isEmpty)
        }
    }

    /// Where a text begins on the screen.
    private func place(of text: String, in dashboard: Dashboard) -> (x: Int, y: Int)? {
        for (y, line) in dashboard.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            guard let range = line.firstRange(of: text) else { continue }
            return (line.distance(from: line.startIndex, to: range.lowerBound), y)
        }
        return nil
    }

    @Test func `a click on a tab shows it`() throws {
        var dashboard = Dashboard()
        let tab = try #require(place(of: "ports", in: dashboard))
        dashboard.press(.click(x: tab.x + 2, y: tab.y))
        #expect(dashboard.model.tab == .ports && dashboard.model.focus == .logs)
        let log = try #require(place(of: " log ", in: dashboard))
        dashboard.press(.click(x: log.x + 1, y: log.y))
        #expect(dashboard.model.tab == .log)
    }

    @Test(arguments: [(40, 10), (80, 24), (120, 40)])
    func `a question is answered by a click on its own answers, and on nothing else`(_ size: (Int, Int)) throws {
        var dashboard = Dashboard(width: size.0, height: size.1)
        dashboard.press(.character("s"))
        #expect(dashboard.text.contains("Stop admin?"))
        let asked = dashboard.model
        for x in 0..<size.0 { dashboard.press(.click(x: x, y: size.1 - 1)) }
        #expect(dashboard.model == asked && dashboard.requests.isEmpty)
        let no = try #require(place(of: "[n] no", in: dashboard))
        dashboard.press(.click(x: no.x - 2, y: no.y))
        #expect(dashboard.model == asked)
        dashboard.press(.click(x: no.x + 1, y: no.y))
        #expect(dashboard.model.overlay == nil && dashboard.requests.isEmpty)
        dashboard.press(.character("s"))
        let yes = try #require(place(of: "y yes   [n]", in: dashboard))
        dashboard.press(.click(x: yes.x + 4, y: yes.y))
        #expect(dashboard.requests == [JobRequest(.stop(["admin"]), queue: true)])
    }

    @Test func `a click on a key of the footer is that key`() throws {
        var dashboard = Dashboard()
        let stop = try #require(place(of: "s stop", in: dashboard))
        dashboard.press(.click(x: stop.x + 3, y: stop.y))
        #expect(dashboard.text.contains("Stop admin?"))
    }
}
