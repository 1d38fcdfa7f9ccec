import CLibrary
import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardLogFilterTests {
    private func dashboard(lines: Int = 100) -> Dashboard {
        var dashboard = Dashboard()
        dashboard.log((0..<lines).map { $0 % 10 == 0 ? "WARN slow \($0)" : "line \($0)" })
        return dashboard
    }

    private func filtered(_ text: String, lines: Int = 100) -> Dashboard {
        var dashboard = dashboard(lines: lines)
        dashboard.press(.character("0"), .character("&"))
        dashboard.type(text)
        dashboard.press(.enter)
        return dashboard
    }

    @Test func `an ampersand shows only lines that match, and says so`() {
        var dashboard = filtered("slow")
        #expect(LogViewport(dashboard.model).visibleLines.count == 10)
        #expect(dashboard.text.contains("&slow 10"))
        #expect(!dashboard.text.contains("line 99"))
        dashboard.log(["WARN slow again", "something else"], from: 1000)
        #expect(LogViewport(dashboard.model).visibleLines.map(\.content.text).last == "WARN slow again")
        dashboard.press(.character("0"), .escape)
        #expect(dashboard.text.contains("something else"))
    }

    @Test func `an exclamation mark shows the others`() {
        let dashboard = filtered("!slow")
        #expect(!dashboard.text.contains("WARN"))
        #expect(dashboard.text.contains("&!slow 90"))
    }

    @Test func `a tilde begins a regular expression`() {
        let dashboard = filtered("~slow [13]0$")
        #expect(LogViewport(dashboard.model).visibleLines.map(\.content.text) == ["WARN slow 10", "WARN slow 30"])
    }

    @Test func `an unfinished regular expression matches nothing and breaks nothing`() {
        let dashboard = filtered("~slow (")
        #expect(dashboard.text.contains("hides all of 100 lines"))
    }

    @Test func `one scrolls and finds among the lines that are shown`() {
        var dashboard = filtered("slow", lines: 2000)
        dashboard.press(.character("0"), .character("g"))
        #expect(LogViewport(dashboard.model).visibleLines.first?.content.text == "WARN slow 0")
        dashboard.press(.down)
        #expect(LogViewport(dashboard.model).visibleLines.first?.content.text == "WARN slow 10")
        dashboard.press(.character("/"))
        dashboard.type("5")
        dashboard.press(.enter)
        #expect(
            dashboard.model.logs.search?.matches.count == 38 || (dashboard.model.logs.search?.matches.count ?? 0) > 0
        )
        let ids = Set(dashboard.model.logs.filter?.ids ?? [])
        #expect(dashboard.model.logs.search?.matches.allSatisfy(ids.contains) == true)
    }

    @Test func `C hides what is there and shows what comes`() {
        var dashboard = dashboard()
        dashboard.press(.character("C"))
        #expect(dashboard.text.contains("hidden by C"))
        dashboard.log(["fresh"], from: 1000)
        #expect(LogViewport(dashboard.model).visibleLines.map(\.content.text) == ["fresh"])
        dashboard.press(.character("0"), .character("g"))
        #expect(LogViewport(dashboard.model).visibleLines.map(\.content.text) == ["fresh"])
    }

    @Test func `a ruler is a line that no filter hides`() {
        var dashboard = filtered("slow")
        dashboard.press(.character("-"))
        #expect(dashboard.text.contains("-------------------- "))
        dashboard.press(.character("{"))
        #expect(dashboard.text.contains("-------------------- "))
        dashboard.press(.character("&"))
        dashboard.type("er")
        #expect(dashboard.text.contains("-------------------- "))
    }

    @Test func `y and Y copy the last line and all that is visible`() {
        var dashboard = dashboard(lines: 3)
        dashboard.press(.character("0"), .character("y"))
        #expect(dashboard.copies.contains("line 2"))
        dashboard.press(.character("Y"))
        #expect(dashboard.copies.contains("WARN slow 0\nline 1\nline 2"))
        dashboard.press(.character("1"), .character("Y"))
        #expect(dashboard.copies.contains("http://admin.shop.local/"))
    }

    @Test func `Ctrl-S proposes a name and writes what the filter lets through`() throws {
        var dashboard = filtered("slow 1")
        dashboard.press(.control("s"))
        #expect(dashboard.model.prompt?.text == "admin-140211.log")
        dashboard.press(.enter)
        guard case .saveLog(let file, var export)? = dashboard.effects.first else {
            Issue.record("nothing was written")
            return
        }
        #expect(file == "admin-140211.log")
        // It is the whole log that is written, and not only what is held of it.
        let lines = (0..<3000).map { number in
            LogLine(source: "admin", time: ExampleStack.now, stream: .out, text: number == 7 ? "WARN slow 10" : "other")
        }
        #expect(lines.flatMap { export.take($0) }.map(LogExport.text) == ["\(ExampleStack.now) WARN slow 10\n"])
    }

    @Test func `a file that exists is never overwritten`() throws {
        try withTemporaryFile { path in
            let said = try TextFile.create(path, with: "one\n")
            #expect(said.contains("1 line"))
            #expect(throws: DustyError.self) { try TextFile.create(path, with: "two\n") }
        }
    }

    private func withTemporaryFile(_ body: (String) throws -> Void) throws {
        let path = "/tmp/dusty-test-\(UInt64.random(in: 0...UInt64.max)).log"
        defer { unlink(path) }
        try body(path)
    }
}
