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

    /// Answers what is asked for with lines of a log, as the daemon would.
    private func answer(_ dashboard: inout Dashboard, from log: [LogLine], times: Int = 100) {
        for _ in 0..<times {
            guard let stretch = dashboard.model.logs.wanted else { return }
            let known = log.filter { line in stretch.since.map { line.time >= $0 } ?? true }
            let page: ArraySlice<LogLine> =
                switch stretch.place {
                case .before(let until): known.filter { $0.time < until }.suffix(stretch.lines)
                case .from(let moment): known.filter { $0.time >= moment }.prefix(stretch.lines)
                case .first: known.prefix(stretch.lines)
                }
            dashboard.send(.page(stretch, Array(page)))
        }
    }

    /// A dashboard that knows the last 2,000 lines of a log of so many.
    private func end(of count: Int) -> (dashboard: Dashboard, log: [LogLine]) {
        let log = (0..<count).map(line)
        var dashboard = Dashboard()
        dashboard.press(.character("0"))
        dashboard.send(.log("admin", LogBatch(lines: Array(log.suffix(2000)))))
        return (dashboard, log)
    }

    private func texts(_ dashboard: Dashboard) -> [String] {
        LogViewport(dashboard.model).allLines.map(\.content.text)
    }

    @Test func `g goes to the first line of all, and reads nothing more when that is held`() {
        var dashboard = late
        dashboard.press(.character("g"))
        #expect(dashboard.text.contains("reading back"))
        answer(&dashboard, from: (0..<1000).map(line))
        #expect(dashboard.model.logs.buffer.count == 1000)
        #expect(dashboard.row(with: "line 0").contains("line 0"))
        #expect(!dashboard.text.contains("reading back"))
        dashboard.press(.character("G"))
        #expect(dashboard.text.contains("line 999"))
        dashboard.press(.character("g"))
        #expect(dashboard.model.logs.quest == nil)
    }

    @Test func `the very first line of a long log is reached, and all between by scrolling on`() {
        var (dashboard, log) = end(of: 300_000)
        dashboard.press(.character("g"))
        answer(&dashboard, from: log)
        #expect(dashboard.text.contains("line 0"))
        #expect(dashboard.row(with: "admin").contains("HISTORY"))
        #expect(dashboard.model.logs.isDetached && dashboard.model.logs.isComplete)
        // The window moves: what is held stays within bounds.
        for _ in 0..<40 {
            dashboard.model.logs.position = .following
            dashboard.press(.pageDown)
            answer(&dashboard, from: log)
        }
        #expect(dashboard.model.logs.buffer.count == 50_000)
        let held = texts(dashboard)
        #expect(held.last == "line \(5000 * 41 - 1)")
        #expect(held == (5000 * 41 - 50_000..<5000 * 41).map { "line \($0)" })
        dashboard.press(.character("G"))
        #expect(!dashboard.model.logs.isDetached)
        #expect(dashboard.model.subscriptions.contains(.log("admin", opening: dashboard.model.logs.opening)))
    }

    @Test func `what was on its way when the window moved back is not put after the lines it shows`() {
        var (dashboard, log) = end(of: 300_000)
        let opening = dashboard.model.logs.opening
        dashboard.press(.character("g"))
        answer(&dashboard, from: log)
        dashboard.send(.log("admin", LogBatch(lines: (300_000..<300_022).map(line)), opening: opening))
        #expect(texts(dashboard) == (0..<5000).map { "line \($0)" })
        #expect(dashboard.row(with: "admin").contains("lines 1-5,000, until "))
        dashboard.press(.character("G"))
        dashboard.send(.log("admin", LogBatch(lines: (300_000..<300_022).map(line))))
        #expect(texts(dashboard).last == "line 300021")
    }

    @Test func `a window that reaches the end again goes on with what comes, without a line lost or twice`() {
        var (dashboard, log) = end(of: 12_000)
        dashboard.press(.character("g"))
        answer(&dashboard, from: log)
        for _ in 0..<3 {
            dashboard.model.logs.position = .paused(LogPane.Anchor(line: dashboard.model.logs.buffer.endID))
            dashboard.press(.pageDown)
            answer(&dashboard, from: log)
        }
        #expect(!dashboard.model.logs.isDetached)
        let last = log[11_999].time
        let stream = Subscription.log("admin", opening: dashboard.model.logs.opening, since: .all(last))
        #expect(dashboard.model.subscriptions.contains(stream))
        dashboard.send(.log("admin", LogBatch(lines: (11_999..<12_010).map(line))))
        #expect(texts(dashboard) == (0..<12_010).map { "line \($0)" })
    }

    @Test func `scrolling up reads back page by page, and the view stays where it is`() {
        var dashboard = late
        for _ in 0..<4 { dashboard.press(.pageUp) }
        #expect(dashboard.model.logs.wanted?.lines == 5000)
        let before = dashboard.row(with: "line 900")
        answer(&dashboard, from: (0..<1000).map(line))
        #expect(dashboard.row(with: "line 900") == before)
        dashboard.press(.up)
        #expect(dashboard.text.contains("line 899"))
    }

    @Test func `who goes on meanwhile is not taken back to the top`() {
        for leave in [Key.character("f"), .wheel(.down, x: 100, y: 20)] {
            var dashboard = late
            for _ in 0..<6 { dashboard.press(.pageUp) }
            dashboard.press(leave)
            let before = dashboard.model.logs.position
            answer(&dashboard, from: (0..<1000).map(line))
            #expect(dashboard.model.logs.position == before, "\(leave)")
        }
    }

    @Test func `lines that cannot be had now are asked for again`() throws {
        var dashboard = late
        dashboard.press(.character("g"))
        dashboard.send(.page(try #require(dashboard.model.logs.wanted), nil))
        #expect(dashboard.model.logs.quest == nil)
        dashboard.press(.character("g"))
        #expect(dashboard.model.logs.wanted?.place == .first)
    }

    @Test func `the match one is at stays that`() {
        var dashboard = late
        dashboard.press(.character("/"))
        dashboard.type("line 95")
        dashboard.press(.enter, .character("N"), .character("g"))
        let match = dashboard.model.logs.search?.current
        #expect(match != nil)
        answer(&dashboard, from: (0..<1000).map(line))
        #expect(dashboard.model.logs.search?.current == match)
    }

    @Test func `lines that are known are not shown twice`() {
        var dashboard = late
        dashboard.press(.character("g"))
        dashboard.send(.log("admin", LogBatch(lines: (1000..<1010).map(line))))
        answer(&dashboard, from: (850..<1010).map(line))
        #expect(texts(dashboard) == (850..<1010).map { "line \($0)" })
    }

    @Test func `lines of one millisecond that say the same are each shown once`() {
        let log = (0..<3000).map { _ in LogLine(source: "admin", time: line(0).time, stream: .out, text: "tick") }
        var dashboard = Dashboard()
        dashboard.press(.character("0"))
        dashboard.send(.log("admin", LogBatch(lines: Array(log.suffix(2000)))))
        for _ in 0..<200 { dashboard.press(.pageUp) }
        answer(&dashboard, from: log)
        #expect(dashboard.model.logs.buffer.count == 3000)
    }

    @Test func `a full buffer lets the newest lines go for older ones, one that was cleared reads nothing back`() {
        var buffer = LogBuffer(lineLimit: 10)
        for number in 0..<8 { buffer.append(LogBuffer.Line(line(number + 100))) }
        let older = (95..<100).map { LogBuffer.Line(line($0)) }
        #expect(buffer.prepend(older, keepingAll: true) == 2)
        #expect(buffer.prepend([LogBuffer.Line(line(97))]) == 1)
        #expect(buffer[buffer.firstID]?.content.text == "line 97")
        #expect(buffer.last?.content.text == "line 106")
        #expect(buffer.count == 10)
        var dashboard = late
        dashboard.press(.character("C"), .character("g"))
        #expect(dashboard.model.logs.quest == nil)
    }

    @Test func `find looks further back than what was loaded, says how far it is, and goes to the match`() throws {
        var (dashboard, log) = end(of: 60_000)
        dashboard.press(.character("/"))
        dashboard.type("line 777")
        #expect(dashboard.text.contains("no match in the last 2,000; Enter looks further back"))
        dashboard.press(.enter)
        #expect(dashboard.notice == "No match in the last 2,000 lines; looking further back. Esc stops.")
        answer(&dashboard, from: log, times: 2)
        #expect(dashboard.row(with: "admin").contains("20,000"))
        // Nothing moves while it looks.
        #expect(dashboard.model.logs.isFollowing && dashboard.text.contains("line 59999"))
        answer(&dashboard, from: log)
        #expect(dashboard.row(with: "line 7779").contains("line 7779"))
        #expect(dashboard.model.logs.quest == nil)
        dashboard.press(.character("N"))
        #expect(dashboard.text.contains("line 7778"))
        for _ in 0..<9 { dashboard.press(.character("N")) }
        answer(&dashboard, from: log)
        #expect(dashboard.text.contains("line 777 "))
        dashboard.press(.character("N"))
        answer(&dashboard, from: log)
        #expect(dashboard.notice == "No older line matches line 777; n looks further on.")
        dashboard.press(.character("n"))
        #expect(dashboard.text.contains("line 7770"))
        #expect(dashboard.model.logs.buffer.count <= 50_000)
    }

    @Test func `a merged log is looked through to its first line, and filtered, too`() {
        let log = (0..<9000).map { number in
            var line = line(number)
            line.source = number % 2 == 0 ? "admin" : "api"
            return line
        }
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character(" "), .character("m"), .character("0"))
        dashboard.send(.log("admin + api", LogBatch(lines: Array(log.suffix(4000)))))
        dashboard.type("/~line 777$")
        dashboard.press(.enter)
        #expect(dashboard.notice.contains("looking further back"))
        answer(&dashboard, from: log)
        #expect(dashboard.text.split(separator: "\n").contains { $0.hasSuffix("api   line 777") })
        dashboard.press(.escape)
        dashboard.type("&~line 12$")
        dashboard.press(.enter)
        answer(&dashboard, from: log)
        #expect(texts(dashboard).contains("line 12"))
        dashboard.type("&")
        dashboard.press(.control("u"), .enter)
        dashboard.type(":tail all")
        dashboard.press(.enter)
        answer(&dashboard, from: log)
        #expect(dashboard.model.logs.buffer[dashboard.model.logs.buffer.firstID]?.content.text == "line 0")
    }

    @Test func `what is nowhere in the log is said so only after all of it was looked through`() {
        var (dashboard, log) = end(of: 30_000)
        dashboard.press(.character("/"))
        dashboard.type("no such line")
        dashboard.press(.enter)
        answer(&dashboard, from: log)
        #expect(dashboard.notice.hasPrefix("No line matches no such line: "))
        #expect(dashboard.notice.hasSuffix("were looked through, to the first."))
        #expect(dashboard.model.logs.isFollowing)
    }

    @Test func `Esc stops looking, and says where`() {
        var (dashboard, log) = end(of: 60_000)
        dashboard.press(.character("/"))
        dashboard.type("no such line")
        dashboard.press(.enter)
        answer(&dashboard, from: log, times: 2)
        dashboard.press(.escape)
        #expect(dashboard.notice.hasPrefix("Stopped at "))
        #expect(dashboard.model.logs.wanted == nil)
        #expect(dashboard.model.logs.search != nil)
    }

    @Test func `n goes on to newer matches that are not held`() {
        var (dashboard, log) = end(of: 60_000)
        dashboard.press(.character("g"))
        answer(&dashboard, from: log)
        dashboard.press(.character("/"))
        dashboard.type("line 50000")
        dashboard.press(.enter)
        #expect(dashboard.notice.contains("looking further on"))
        answer(&dashboard, from: log)
        #expect(dashboard.row(with: " line 50000").contains("line 50000"))
        dashboard.press(.character("n"))
        answer(&dashboard, from: log)
        #expect(dashboard.notice == "That is the newest match of line 50000.")
    }

    @Test func `a filter shows matches of the whole log, and all lines again when it ends`() {
        var (dashboard, log) = end(of: 60_000)
        dashboard.press(.character("&"))
        dashboard.type("line 111")
        dashboard.press(.enter)
        answer(&dashboard, from: log)
        let expected = (0..<60_000).filter { "line \($0)".hasPrefix("line 111") }.map { "line \($0)" }
        #expect(texts(dashboard).suffix(expected.count).elementsEqual(expected.suffix(texts(dashboard).count)))
        dashboard.press(.character("g"))
        answer(&dashboard, from: log)
        #expect(texts(dashboard) == expected)
        dashboard.press(.escape)
        #expect(texts(dashboard) == (58_000..<60_000).map { "line \($0)" })
        for _ in 0..<60 { dashboard.press(.pageUp) }
        answer(&dashboard, from: log)
        #expect(texts(dashboard) == (53_000..<60_000).map { "line \($0)" })
    }

    @Test func `tail all reads back for as long as there is room, and says the truth of the rest`() {
        var (dashboard, log) = end(of: 60_000)
        dashboard.type(":tail all")
        dashboard.press(.enter)
        answer(&dashboard, from: log)
        #expect(dashboard.model.logs.buffer.count == 50_000 && dashboard.model.logs.isFollowing)
        #expect(dashboard.notice.contains("50,000 lines since") && dashboard.notice.contains("which is the most"))
        var (short, all) = end(of: 3000)
        short.type(":tail all")
        short.press(.enter)
        answer(&short, from: all)
        #expect(short.notice == "These are all lines there are: 3,000 lines.")
        short.type(":tail all")
        short.press(.enter)
        #expect(short.notice == "There are no older lines to read.")
    }

    @Test func `since and at show another part of the log`() {
        var (dashboard, log) = end(of: 60_000)
        dashboard.type(":since 1m")
        dashboard.press(.enter)
        let since = Timestamp(milliseconds: ExampleStack.now.milliseconds - 60_000)
        let stream = Subscription.log("admin", opening: dashboard.model.logs.opening, since: .latestOf(since))
        #expect(dashboard.model.subscriptions.contains(stream))
        #expect(dashboard.text.contains("since 14:01:11"))
        dashboard.send(.log("admin", LogBatch(lines: Array(log.suffix(2000)))))
        dashboard.press(.character("g"))
        answer(&dashboard, from: log)
        #expect(dashboard.text.contains("line 40000"))
        dashboard.type(":since all")
        dashboard.press(.enter)
        #expect(dashboard.model.logs.since == nil)
        dashboard.type(":at 14:01:00")
        dashboard.press(.enter)
        answer(&dashboard, from: log)
        #expect(dashboard.model.logs.isDetached)
        #expect(LogViewport(dashboard.model).visibleLines.first?.time.milliseconds ?? 0 >= since.milliseconds - 11_999)
        dashboard.type(":at noon")
        dashboard.press(.enter)
        #expect(dashboard.notice.contains("is no time"))
    }

    @Test func `an invalid regular expression is reported with the place`() {
        var dashboard = late
        dashboard.press(.character("/"))
        dashboard.type("~item[s")
        #expect(dashboard.text.contains("no regular expression yet"))
        dashboard.press(.enter)
        #expect(dashboard.notice.contains("`~item[s` is no regular expression"))
        #expect(dashboard.notice.contains("at character 5, `[s`"))
        dashboard.press(.escape, .character("&"))
        dashboard.type("~a(")
        dashboard.press(.enter)
        #expect(dashboard.notice.contains("is no regular expression"))
    }

    @Test func `lines that were written before a log was opened are no rate`() {
        var (dashboard, _) = end(of: 2000)
        dashboard.wait(1)
        #expect(!dashboard.row(with: "FOLLOW").contains("/s"))
        let now = dashboard.model.now
        let fresh = (0..<50).map { LogLine(source: "admin", time: now, stream: .out, text: "fresh \($0)") }
        dashboard.send(.log("admin", LogBatch(lines: fresh)))
        dashboard.wait(1)
        #expect(dashboard.text.contains("50/s"))
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
