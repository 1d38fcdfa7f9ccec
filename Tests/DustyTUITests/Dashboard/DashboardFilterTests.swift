import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// `&` shows only rows that match, `/` goes to them.
struct DashboardFilterTests {
    private func filtered(_ text: String, pane: Character = "1", width: Int = 120, height: Int = 40) -> Dashboard {
        var dashboard = Dashboard(width: width, height: height)
        dashboard.press(.character(pane), .character("&"))
        dashboard.type(text)
        return dashboard
    }

    private func rows(_ text: String, pane: Character = "1") -> [String] {
        let dashboard = filtered(text, pane: pane)
        return dashboard.model.rows(in: dashboard.model.list)
    }

    @Test(
        arguments: [
            ("b", ["billing", "web"]), ("exited", ["billing"]), ("shop/web", ["web"]),
            ("!up", ["api", "billing", "search", "web"]),
            ("blg", ["billing"]), ("~^a", ["admin", "api"]), ("!", ["admin", "api", "billing", "search", "web"]),
            ("!~x", ["admin", "api", "search", "web"]), ("qq", []), ("~(", []),
        ] as [(String, [String])]
    )
    func `rows are chosen by name, state and image, by letters in order, or turned round`(
        _ text: String,
        _ names: [String]
    ) {
        #expect(rows(text) == names)
    }

    @Test func `repos and jobs are filtered as well`() {
        #expect(rows("stale", pane: "3") == ["github.com/shop/search"])
        #expect(rows("running", pane: "5").contains("7"))
    }

    @Test(arguments: [(120, 40), (200, 60)])
    func `the title says what is shown, and Esc shows all`(_ size: (Int, Int)) {
        var dashboard = filtered("ad", width: size.0, height: size.1)
        #expect(dashboard.row(with: "&ad_").contains("1 of 5"))
        dashboard.press(.enter)
        #expect(dashboard.row(with: "1 Apps").contains("&ad  1 of 5, Esc shows all"))
        #expect(dashboard.model.rows(in: .apps) == ["admin"])
        dashboard.press(.escape)
        #expect(dashboard.model.selection.filters.isEmpty)
        #expect(dashboard.text.contains("billing"))
    }

    @Test func `where lists have tabs the tab says it`() {
        var dashboard = filtered("ad", width: 80, height: 24)
        dashboard.press(.enter)
        #expect(dashboard.row(with: "[1]Apps").contains("[1]Apps 1/5 &ad"))
        dashboard.press(.character("2"))
        #expect(dashboard.row(with: "[1]Apps").contains("[1]Apps 1/5&  [2]Services 2"))
    }

    @Test func `each pane keeps its own`() {
        var dashboard = filtered("ad")
        dashboard.press(.enter, .character("2"), .character("&"))
        dashboard.type("red")
        dashboard.press(.enter)
        #expect(dashboard.model.rows(in: .services) == ["redis"])
        #expect(dashboard.model.rows(in: .apps) == ["admin"])
        dashboard.press(.escape)
        #expect(dashboard.model.selection.filters.keys.map { $0 } == [.apps])
    }

    @Test func `Esc while one types goes back to the row one came from`() {
        var dashboard = Dashboard()
        dashboard.press(.down, .down, .character("&"))
        dashboard.type("ad")
        #expect(dashboard.model.selectedContainer?.name == "admin")
        dashboard.press(.backspace, .backspace)
        dashboard.type("b")
        #expect(dashboard.model.selectedContainer?.name == "billing")
        dashboard.press(.escape)
        #expect(dashboard.model.selectedContainer?.name == "billing" && dashboard.model.selection.filters.isEmpty)
    }

    @Test func `a filter that hides all says so, and what comes is shown when it matches`() {
        var dashboard = filtered("exited 9")
        dashboard.press(.enter)
        #expect(dashboard.text.contains("No row matches exited 9. Esc shows all 5."))
        var snapshot = ExampleStack.snapshot
        snapshot.apps[0].state = .exited(9)
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.model.rows(in: .apps) == ["admin"])
    }

    @Test func `no column moves while one types`() {
        var dashboard = Dashboard()
        let before = dashboard.row(with: "NAME")
        dashboard.press(.character("&"))
        dashboard.type("ad")
        #expect(dashboard.row(with: "NAME") == before)
    }

    @Test func `only marked rows that are seen are worked on, and the question says which are not`() {
        var dashboard = Dashboard()
        dashboard.press(.character("a"), .character("&"))
        dashboard.type("ad")
        dashboard.press(.enter, .character("s"))
        #expect(dashboard.text.contains("Stop admin?"))
        #expect(
            dashboard.text.contains("Left out, as the filter hides them: 4 marked rows (api, billing, search, web).")
        )
        dashboard.press(.character("y"))
        #expect(dashboard.requests == [JobRequest(.stop(["admin"]), queue: true)])
        dashboard.press(.character("r"))
        #expect(dashboard.text.contains("Restart admin?"))
        dashboard.press(.escape, .escape)
        #expect(dashboard.model.selection.marks.count == 5 && dashboard.model.targets.count == 5)
    }

    @Test func `a marks what is seen and leaves other marks alone`() {
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character("&"))
        dashboard.type("web")
        dashboard.press(.enter, .character("a"))
        #expect(dashboard.model.selection.marks.count == 2)
        dashboard.press(.character("a"))
        #expect(dashboard.model.selection.marks.count == 1)
    }

    @Test func `what stops everything says that the filter does not count`() {
        var dashboard = filtered("ad")
        dashboard.press(.enter, .character("D"))
        #expect(dashboard.text.contains("All of the stack, also what a filter hides."))
    }

    @Test func `what fails is among the warnings whatever is shown, and gone to`() {
        var dashboard = filtered("ad")
        dashboard.press(.enter, .character("W"))
        #expect(dashboard.text.contains("billing exited 137"))
        dashboard.press(.down, .enter)
        #expect(dashboard.model.selectedContainer?.name == "billing" && dashboard.model.selection.filters.isEmpty)
    }

    @Test func `in the log the same key chooses lines, and in a pane without rows it says so`() {
        var dashboard = Dashboard()
        dashboard.log(["one", "two"])
        dashboard.press(.character("0"), .character("&"))
        #expect(dashboard.model.prompt?.purpose == .filterLog)
        dashboard.press(.escape, .character("4"), .character("&"))
        #expect(dashboard.notice == "Machine has no rows to choose from.")
    }

    @Test func `a name is a way to it as well, and Up recalls what was typed`() {
        var dashboard = Dashboard()
        dashboard.type(":rows exited")
        dashboard.press(.enter)
        #expect(dashboard.model.rows(in: .apps) == ["billing"])
        dashboard.type(":rows")
        dashboard.press(.enter)
        #expect(dashboard.model.selection.filters.isEmpty)
        dashboard.press(.character("&"))
        dashboard.type("web")
        dashboard.press(.enter, .escape, .character("&"), .up)
        #expect(dashboard.model.prompt?.text == "web" && dashboard.model.rows(in: .apps) == ["web"])
    }

    @Test func `a slash goes to a state where no name matches, and recalls with Up`() {
        var dashboard = Dashboard()
        dashboard.press(.character("/"))
        dashboard.type("exited")
        dashboard.press(.enter)
        #expect(dashboard.model.selectedContainer?.name == "billing")
        dashboard.press(.character("n"))
        #expect(dashboard.notice == "That is the only row that matches exited.")
        dashboard.press(.escape, .character("g"), .character("/"), .up)
        #expect(dashboard.model.prompt?.text == "exited")
        #expect(dashboard.model.selectedContainer?.name == "billing")
    }

    @Test func `a search that begins again at the other end says so, until the next key`() {
        var dashboard = Dashboard()
        dashboard.press(.character("/"))
        dashboard.type("a")
        dashboard.press(.enter, .character("n"), .character("n"))
        #expect(dashboard.row(with: "1 Apps").contains("/a 3 of 3"))
        dashboard.press(.character("n"))
        #expect(dashboard.notice == "Past the last match: on with the first.")
        dashboard.press(.character("N"))
        #expect(dashboard.notice == "Past the first match: on with the last.")
        dashboard.press(.character("N"))
        #expect(dashboard.notice.isEmpty)
    }

    @Test func `what was refused goes with the next key, what was done stays`() {
        var dashboard = Dashboard()
        dashboard.press(.character("5"), .character("x"))
        dashboard.press(.character("1"), .character("!"))
        #expect(dashboard.notice == "! does nothing here. ? shows the keys.")
        dashboard.press(.down)
        #expect(dashboard.notice.isEmpty)
        dashboard.send(.done("Copied."))
        dashboard.press(.down)
        #expect(dashboard.notice == "Copied.")
    }
}
