import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardHistoryTests {
    private func line(_ number: Int) -> LogLine {
        let time = Timestamp(milliseconds: ExampleStack.now.milliseconds - 100_000 + Int64(number))
        return LogLine(source: "admin", time: time, stream: .out, text: "line \(number)")
    }

    /// A dashboard that knows lines 900 to 999 of a log of a thousand.
    private var late: Dashboard {
        var dashboard = Dashboard()
        dashboard.press(.character("0"))
        dashboard.send(.log("admin", LogBatch(lines: (900..<1000).map(line))))
        return dashboard
    }

    @Test func `g asks for everything before the oldest line and goes to the first`() {
        var dashboard = late
        dashboard.press(.character("g"))
        #expect(dashboard.model.subscriptions.contains(.history("admin", tail: 50_000)))
        #expect(dashboard.text.contains("reading back"))
        dashboard.send(.history("admin", (0..<1000).map(line), isAll: true))
        #expect(dashboard.model.logs.buffer.count == 1000)
        #expect(dashboard.row(with: "line 0").contains("line 0"))
        #expect(!dashboard.text.contains("reading back"))
        dashboard.press(.character("G"))
        #expect(dashboard.text.contains("line 999"))
        dashboard.press(.character("g"))
        #expect(dashboard.model.logs.historyWanted == nil)
    }

    @Test func `scrolling up reads back page by page, and the view stays where it is`() {
        var dashboard = late
        for _ in 0..<4 { dashboard.press(.pageUp) }
        #expect(dashboard.model.logs.historyWanted == 5000)
        let before = dashboard.row(with: "line 900")
        dashboard.send(.history("admin", (0..<1000).map(line), isAll: false))
        #expect(dashboard.row(with: "line 900") == before)
        dashboard.press(.up)
        #expect(dashboard.text.contains("line 899"))
    }

    @Test func `who goes on meanwhile is not taken back to the top`() {
        for leave in [Key.character("f"), .wheel(.down, x: 100, y: 20)] {
            var dashboard = late
            dashboard.press(.character("g"), leave)
            let before = dashboard.model.logs.position
            dashboard.send(.history("admin", (0..<1000).map(line), isAll: true))
            #expect(dashboard.model.logs.position == before, "\(leave)")
        }
    }

    @Test func `lines that cannot be had now are asked for again`() {
        var dashboard = late
        dashboard.press(.character("g"))
        dashboard.send(.history("admin", [], isAll: false))
        #expect(dashboard.model.logs.historyWanted == nil)
        dashboard.press(.character("g"))
        #expect(dashboard.model.logs.historyWanted == 50_000)
    }

    @Test func `the match one is at stays that`() {
        var dashboard = late
        dashboard.press(.character("/"))
        dashboard.type("line 95")
        dashboard.press(.enter, .character("n"), .character("g"))
        let match = dashboard.model.logs.search?.current
        #expect(match != nil)
        dashboard.send(.history("admin", (0..<1000).map(line), isAll: true))
        #expect(dashboard.model.logs.search?.current == match)
    }

    @Test func `lines that are known are not shown twice`() {
        var dashboard = late
        dashboard.press(.character("g"))
        dashboard.send(.log("admin", LogBatch(lines: (1000..<1010).map(line))))
        dashboard.send(.history("admin", (850..<1010).map(line), isAll: true))
        let texts = LogViewport(dashboard.model).allLines.map(\.content.text)
        #expect(texts == (850..<1010).map { "line \($0)" })
    }

    @Test func `search and filter hold for lines that were read back`() {
        var dashboard = late
        dashboard.press(.character("/"))
        dashboard.type("5")
        dashboard.press(.enter)
        let few = dashboard.model.logs.search?.matches.count ?? 0
        dashboard.press(.escape, .character("&"))
        dashboard.type("77")
        dashboard.press(.enter)
        #expect(dashboard.model.logs.filter?.ids.count == 1)
        dashboard.press(.character("g"))
        dashboard.send(.history("admin", (0..<1000).map(line), isAll: true))
        #expect(few == 19)
        #expect(dashboard.model.logs.filter?.ids.count == 19)
    }

    @Test func `a full buffer reads nothing back, nor does one that was cleared`() {
        var buffer = LogBuffer(lineLimit: 10)
        for number in 0..<8 { buffer.append(LogBuffer.Line(line(number + 100))) }
        #expect(buffer.prepend((0..<100).map { LogBuffer.Line(line($0)) }) == 2)
        #expect(buffer[buffer.firstID]?.content.text == "line 98")
        #expect(buffer.count == 10)
        buffer.append(LogBuffer.Line(line(108)))
        #expect(buffer[buffer.firstID]?.content.text == "line 99")
        #expect(buffer.evicted == 1)
        var dashboard = late
        dashboard.press(.character("C"), .character("g"))
        #expect(dashboard.model.logs.historyWanted == nil)
    }

    @Test func `v chooses lines and y copies them`() {
        var dashboard = late
        dashboard.press(.character("v"), .up, .up)
        #expect(dashboard.text.contains("3 chosen"))
        dashboard.press(.character("y"))
        #expect(dashboard.copies == ["line 997\nline 998\nline 999"])
        #expect(dashboard.model.logs.selection == nil)
        dashboard.press(.character("v"), .escape, .character("y"))
        #expect(dashboard.copies.contains("line 999"))
    }

    @Test func `a choice stays with its lines while others arrive, and scrolls`() {
        var dashboard = late
        dashboard.press(.character("v"))
        dashboard.send(.log("admin", LogBatch(lines: (1000..<1100).map(line))))
        for _ in 0..<60 { dashboard.press(.up) }
        dashboard.press(.character("y"))
        guard case .copy(let text, _)? = dashboard.effects.first(where: { if case .copy = $0 { true } else { false } })
        else {
            Issue.record("nothing was copied")
            return
        }
        #expect(text.hasPrefix("line 939\n"))
        #expect(text.hasSuffix("line 999"))
    }

    @Test func `{ shows lines around those that match, } fewer again`() {
        var dashboard = late
        dashboard.press(.character("&"))
        dashboard.type("line 950")
        dashboard.press(.enter, .character("{"), .character("{"))
        let texts = LogViewport(dashboard.model).allLines.map(\.content.text)
        #expect(texts == (948...952).map { "line \($0)" })
        #expect(dashboard.notice == "2 lines around each match.")
        dashboard.press(.character("}"), .character("}"))
        #expect(LogViewport(dashboard.model).allLines.count == 1)
    }

    @Test func `lines around matches that arrive are shown as they come`() {
        var dashboard = late
        dashboard.press(.character("&"))
        dashboard.type("1003")
        dashboard.press(.enter, .character("{"))
        for number in 1000..<1010 { dashboard.send(.log("admin", LogBatch(lines: [line(number)]))) }
        let texts = LogViewport(dashboard.model).allLines.map(\.content.text)
        #expect(texts == (1002...1004).map { "line \($0)" })
    }
}
