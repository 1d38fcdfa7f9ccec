import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// Help does what its lines say, and the menu lists what can be done now.
struct DashboardMenuTests {
    @Test func `Enter on a line of help closes it and does that`() {
        var dashboard = Dashboard()
        dashboard.press(.character("?"), .character("/"))
        dashboard.type("image built")
        dashboard.press(.enter, .enter)
        #expect(dashboard.text.contains("Rebuild admin?"))
    }

    @Test func `a line of another place says where it works`() {
        var dashboard = Dashboard()
        dashboard.press(.character("?"), .character("/"))
        dashboard.type("select-lines")
        dashboard.press(.enter, .enter)
        #expect(dashboard.model.overlay == nil)
        #expect(dashboard.notice == "v works in the log, and not here.")
    }

    @Test func `what does nothing now says why, as its key does`() {
        var dashboard = Dashboard()
        dashboard.press(.down, .down, .character("?"), .character("/"))
        dashboard.type("A shell")
        #expect(dashboard.text.contains("not now"))
        dashboard.press(.enter, .enter)
        #expect(dashboard.notice.contains("billing is not running"))
    }

    @Test(arguments: [(80, 24), (120, 40), (60, 16)])
    func `the chosen line is always to be seen, and all lines are reached`(_ size: (Int, Int)) {
        var dashboard = Dashboard(width: size.0, height: size.1)
        dashboard.press(.character("?"))
        let count = HelpView.lines(of: dashboard.model).filter { $0.entry != nil }.count
        var seen = dashboard.text
        for _ in 0..<count {
            dashboard.press(.down)
            #expect(dashboard.row(with: "\u{2502}>").isEmpty == false)
            seen += dashboard.text
        }
        for line in ["In the log", "Shift and drag", "At a question"] {
            #expect(seen.contains(line))
        }
        dashboard.press(.home)
        #expect(dashboard.text.contains("On an app or a service"))
        dashboard.press(.end)
        #expect(dashboard.text.contains("Shift and drag"))
    }

    @Test func `pages of help overlap nowhere too far`() {
        var dashboard = Dashboard(width: 80, height: 24)
        dashboard.press(.character("?"))
        var seen = dashboard.text
        for _ in 0..<20 {
            dashboard.press(.pageDown)
            seen += dashboard.text
        }
        for row in DashboardCommand.all where !row.keys.isEmpty {
            #expect(seen.contains(TextWidth.truncated(row.help, to: 40).dropLast()), "\(row.help)")
        }
        for _ in 0..<20 { dashboard.press(.pageUp) }
        #expect(dashboard.text.contains("1-20 of"))
    }

    @Test func `the menu has what can be done with the row now, and does it`() {
        var dashboard = Dashboard()
        dashboard.press(.character("."))
        #expect(dashboard.text.contains("Can be done with admin"))
        #expect(dashboard.text.contains("A shell in its container"))
        #expect(!dashboard.text.contains("not now"))
        #expect(!dashboard.text.contains("Next row") && !dashboard.text.contains("Wrap long lines"))
        dashboard.press(.character("/"))
        dashboard.type("shell")
        dashboard.press(.enter, .enter)
        #expect(dashboard.effects == [.lend(.dusty(["shell", "admin"], pauses: .never))])
        dashboard.press(.down, .down, .character("."))
        #expect(dashboard.text.contains("Can be done with billing"))
        #expect(!dashboard.text.contains("A shell in its container"))
    }

    @Test func `in the log the menu has what is done with logs`() {
        var dashboard = Dashboard()
        dashboard.log(["one"])
        dashboard.press(.character("0"), .character("."))
        #expect(dashboard.text.contains("Wrap long lines"))
    }

    @Test func `of several addresses one is chosen, opened or copied`() {
        var snapshot = ExampleStack.snapshot
        snapshot.apps[0].urls = ["http://admin.shop.local/", "tcp://admin.shop.local:99", "https://admin.shop.local/"]
        var dashboard = Dashboard(snapshot: snapshot)
        dashboard.press(.down, .character("o"))
        #expect(dashboard.effects == [.openAddress("http://api.shop.local/")])
        dashboard.press(.up, .character("o"))
        #expect(dashboard.effects.isEmpty)
        #expect(dashboard.row(with: "https://admin").contains("admin  https://admin.shop.local/"))
        #expect(!dashboard.row(with: "Enter opens it").isEmpty)
        dashboard.press(.down, .character("y"))
        #expect(dashboard.copies == ["https://admin.shop.local/"])
        dashboard.press(.enter)
        #expect(dashboard.effects == [.openAddress("https://admin.shop.local/")])
        #expect(dashboard.model.overlay == nil)
    }

    @Test func `addresses of all marked rows are there to choose from, also while the daemon is away`() {
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character(" "))
        dashboard.send(.lost(DustyError(.unavailable, "gone"), retryAt: ExampleStack.now))
        dashboard.press(.character("o"), .down, .enter)
        #expect(dashboard.effects == [.openAddress("http://api.shop.local/")])
    }

    @Test func `one who leaves is told which jobs go on`() {
        var dashboard = Dashboard()
        #expect(dashboard.model.farewell?.contains("go on: `dusty jobs`") == true)
        var snapshot = ExampleStack.snapshot
        snapshot.jobs = snapshot.jobs.filter { $0.id == 7 }
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.model.farewell == "Job 7 (restart api) goes on: `dusty jobs 7` follows it.")
        snapshot.jobs = []
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.model.farewell == nil)
    }
}
