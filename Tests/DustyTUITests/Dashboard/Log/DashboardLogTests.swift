import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardLogTests {
    private func reading(_ lines: Int = 200, width: Int = 80, height: Int = 24) -> Dashboard {
        var dashboard = Dashboard(width: width, height: height)
        dashboard.log((0..<lines).map { "line \($0)." })
        dashboard.press(.enter)
        return dashboard
    }

    @Test func `it follows until one moves up, and again at the end`() {
        var dashboard = reading()
        #expect(dashboard.text.contains("line 199."))
        #expect(dashboard.row(with: "admin [log]").contains("FOLLOW"))
        dashboard.press(.up)
        #expect(dashboard.row(with: "admin [log]").contains("PAUSED"))
        let held = dashboard.text
        dashboard.log(["new 1", "new 2"], from: 1000)
        #expect(!dashboard.text.contains("new 1"))
        #expect(
            dashboard.row(with: "line 198")
                == held.split(separator: "\n").first { $0.contains("line 198") }.map(String.init)
        )
        #expect(dashboard.row(with: "admin [log]").contains("PAUSED +2"))
        dashboard.press(.end)
        #expect(dashboard.text.contains("new 2"))
        #expect(dashboard.row(with: "admin [log]").contains("FOLLOW"))
    }

    @Test func `scrolling down to the end follows again`() {
        var dashboard = reading()
        dashboard.press(.up, .up, .down)
        #expect(!dashboard.model.logs.isFollowing)
        dashboard.press(.down)
        #expect(dashboard.model.logs.isFollowing)
    }

    @Test func `f holds the view and lets it go`() {
        var dashboard = reading()
        let before = dashboard.row(with: "line 190")
        dashboard.press(.character("f"))
        dashboard.log(["more"], from: 1000)
        #expect(dashboard.row(with: "line 190") == before)
        dashboard.press(.character("f"))
        #expect(dashboard.text.contains("more"))
    }

    @Test func `pages, halves and ends`() {
        var dashboard = reading()
        dashboard.press(.character("g"))
        #expect(dashboard.text.contains("line 0."))
        let page = LogViewport(dashboard.model).height
        dashboard.press(.pageDown)
        #expect(LogViewport(dashboard.model).top.line == page)
        dashboard.press(.control("u"))
        #expect(LogViewport(dashboard.model).top.line == page - page / 2)
        dashboard.press(.character("G"))
        #expect(dashboard.model.logs.isFollowing)
    }

    @Test func `a paused view does not move when old lines go`() {
        var dashboard = reading(50_000)
        dashboard.press(.pageUp)
        let top = LogViewport(dashboard.model).top
        dashboard.log((0..<1000).map { "flood \($0)" }, from: 100_000)
        #expect(LogViewport(dashboard.model).top == top)
        #expect(dashboard.model.logs.buffer.count == 50_000)
        #expect(dashboard.model.logs.buffer.firstID == 1000)
    }

    @Test func `when the paused lines go the oldest there are take their place`() {
        var dashboard = reading(50_000)
        dashboard.press(.character("g"))
        dashboard.log((0..<2000).map { "flood \($0)" }, from: 100_000)
        #expect(LogViewport(dashboard.model).top.line == 2000)
        #expect(dashboard.text.contains("line 2000."))
    }

    @Test func `find shows the newest match, n and N go on, Esc ends it`() {
        var dashboard = reading()
        dashboard.press(.character("/"))
        dashboard.type("line 4")
        #expect(dashboard.text.contains("/line 4_  match 11 of 11"))
        dashboard.press(.enter, .character("N"))
        #expect(dashboard.row(with: "admin [log]").contains("/line 4 10 of 11"))
        #expect(dashboard.text.contains("line 48."))
        dashboard.press(.character("n"), .character("n"))
        #expect(dashboard.notice == "That is the newest match.")
        dashboard.model.logs.isComplete = true
        dashboard.press(.character("n"))
        #expect(dashboard.notice == "Past the newest match: on with the oldest, 1 of 11.")
        #expect(dashboard.row(with: "admin [log]").contains("/line 4 1 of 11"))
        #expect(dashboard.text.contains("line 4."))
        #expect(dashboard.frame.styles.contains("cccccc"))
        dashboard.press(.escape)
        #expect(dashboard.model.logs.search == nil)
        #expect(dashboard.model.focus == .logs)
    }

    @Test func `find counts what comes later`() {
        var dashboard = reading(10)
        dashboard.press(.character("/"))
        dashboard.type("error")
        #expect(dashboard.text.contains("no match"))
        dashboard.press(.enter)
        dashboard.log(["an ERROR", "an error"], from: 1000)
        #expect(dashboard.model.logs.search?.matches.count == 2)
    }

    @Test func `find in a list goes to the row`() {
        var dashboard = Dashboard()
        dashboard.press(.character("/"))
        dashboard.type("b")
        #expect(dashboard.model.selectedContainer?.name == "billing")
        dashboard.press(.enter, .character("n"))
        #expect(dashboard.model.selectedContainer?.name == "web")
        dashboard.press(.character("n"))
        #expect(dashboard.model.selectedContainer?.name == "billing")
        dashboard.press(.character("/"))
        dashboard.type("web")
        dashboard.press(.escape)
        #expect(dashboard.model.selectedContainer?.name == "billing")
    }

    @Test func `long lines are cut, moved sideways or wrapped`() {
        var dashboard = Dashboard(width: 80, height: 24)
        dashboard.log([String(repeating: "0123456789", count: 20) + "END"])
        dashboard.press(.enter)
        #expect(!dashboard.text.contains("END"))
        // That there is more is said, where there is.
        #expect(dashboard.row(with: "0123456789").last == ">")
        dashboard.press(.right, .right, .right, .right, .right)
        #expect(dashboard.text.contains("END"))
        #expect(dashboard.row(with: "END").last != ">")
        dashboard.press(.character("w"))
        #expect(dashboard.text.contains("END"))
        #expect(dashboard.model.logs.column == 0)
        let rows = dashboard.text.split(separator: "\n").filter { $0.contains("0123456789") }
        #expect(rows.count == 3)
    }

    @Test func `t takes the times away`() {
        var dashboard = reading()
        #expect(dashboard.row(with: "line 199").contains(":"))
        dashboard.press(.character("t"))
        #expect(dashboard.row(with: "line 199") == " line 199.")
    }

    @Test func `a flood stays within bounds`() {
        var dashboard = reading(0)
        for batch in 0..<100 {
            dashboard.log((0..<1000).map { "flood \(batch) \($0)" }, from: Int64(batch * 1000))
        }
        #expect(dashboard.model.logs.buffer.count == 50_000)
        #expect(dashboard.model.logs.buffer.bytes <= 32 << 20)
        #expect(dashboard.row(with: "admin [log]").contains("last 50,000"))
        for batch in 0..<100 {
            dashboard.log([String(repeating: "x", count: 1 << 20)], from: Int64(200_000 + batch))
        }
        #expect(dashboard.model.logs.buffer.bytes <= 32 << 20)
    }

    @Test func `a stream that is opened again repeats nothing and loses nothing`() {
        var dashboard = reading(5)
        dashboard.send(.logEnded("admin", DustyError(.unavailable, "gone")))
        #expect(dashboard.row(with: "admin [log]").contains("reconnecting"))
        dashboard.log((0..<8).map { "line \($0)." })
        #expect(dashboard.model.logs.buffer.count == 8)
        #expect(!dashboard.row(with: "admin [log]").contains("reconnecting"))
    }

    @Test func `hostile lines leave no trace`() {
        var dashboard = reading(0)
        let hostile = [
            "\u{1B}]0;title\u{7}after title", "\u{1B}[2J\u{1B}[Hafter clear", "\u{1B}]52;c;aGk=\u{1B}\\after clipboard",
            "one\rtwo", "a\u{202E}b", "\u{1B}Pqdcs\u{1B}\\after dcs", "\u{9B}31mafter csi", "bell\u{7}\u{8}\u{8}",
        ]
        dashboard.log(hostile)
        for part in ["after title", "after clear", "after clipboard", "two", "ab", "after dcs", "after csi", "bell"] {
            #expect(dashboard.text.contains(part))
        }
        #expect(dashboard.text.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x9B) })
    }

    @Test func `an empty log says why`() {
        var dashboard = Dashboard()
        #expect(dashboard.text.contains("opening admin log"))
        dashboard.wait(3)
        #expect(dashboard.text.contains("admin has written nothing since it started 3h ago."))
        dashboard.press(.down, .down)
        dashboard.wait(3)
        #expect(dashboard.text.contains("billing is not running (exited 137) and has written nothing. s"))
    }
}
