import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardMarksTests {
    @Test func `Space marks rows, and r restarts all of them after a question`() {
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character(" "), .character("r"))
        #expect(dashboard.requests.isEmpty)
        #expect(dashboard.text.contains("Restart 2?"))
        #expect(dashboard.text.contains("admin  api"))
        dashboard.press(.character("y"))
        #expect(dashboard.requests == [JobRequest(.restart(.services(["admin", "api"])), queue: true)])
    }

    @Test func `marks in both panes count together`() {
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character("2"), .character(" "), .character("s"))
        #expect(dashboard.text.contains("Stop 2?"))
        dashboard.press(.character("y"))
        #expect(dashboard.requests == [JobRequest(.stop(["admin", "postgres"]), queue: true)])
    }

    @Test func `v marks a range, a marks all or none`() {
        var dashboard = Dashboard()
        dashboard.press(.character("v"), .down, .down, .character("v"))
        #expect(dashboard.model.selection.marks.count == 3)
        dashboard.press(.character("a"))
        #expect(dashboard.model.selection.marks.count == 5)
        #expect(dashboard.text.contains("5 marked, Esc ends"))
        dashboard.press(.character("a"))
        #expect(dashboard.model.selection.marks.isEmpty)
    }

    @Test func `Esc takes the marks away, and then r works on the selected row again`() {
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character(" "), .escape, .character("r"))
        #expect(dashboard.requests.map(\.names) == [["billing"]])
    }

    @Test func `a mark belongs to its row, not to its place`() {
        var dashboard = Dashboard()
        dashboard.press(.character(" "))
        var snapshot = ExampleStack.snapshot
        snapshot.apps.insert(ContainerStatus(name: "aaa", state: .up), at: 0)
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.model.targets.map(\.name) == ["admin"])
        #expect(dashboard.row(with: "admin").hasPrefix("\u{25CF} *admin"))
        snapshot.apps.removeAll { $0.name == "admin" }
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.model.selection.marks.isEmpty)
    }

    @Test func `marked repos are synced together`() {
        var dashboard = Dashboard()
        dashboard.press(.character("3"), .character(" "), .character(" "), .character("S"))
        #expect(dashboard.requests.map(\.names.count) == [2])
    }

    @Test func `s on marked rows stops those that run`() {
        var dashboard = Dashboard()
        dashboard.press(.character("a"), .character("s"), .character("y"))
        #expect(dashboard.requests == [JobRequest(.stop(["admin", "api", "search"]), queue: true)])
    }

    @Test func `D stops everything after a question that names it`() {
        var dashboard = Dashboard()
        dashboard.press(.character("D"))
        #expect(dashboard.text.contains("Stop all"))
        dashboard.press(.character("y"))
        #expect(dashboard.requests == [JobRequest(.stop([]), queue: true)])
    }

    @Test func `panes without rows of that kind say that nothing can be marked`() {
        var dashboard = Dashboard()
        dashboard.press(.character("4"), .character(":"))
        dashboard.type("mark all")
        dashboard.press(.enter)
        #expect(dashboard.notice.contains("panes 1, 2 and 3"))
    }
}
