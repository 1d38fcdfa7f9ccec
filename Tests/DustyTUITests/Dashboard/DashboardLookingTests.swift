import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// A long log is searched piece by piece.
struct DashboardLookingTests {
    private func line(_ number: Int) -> LogLine {
        let time = Timestamp(milliseconds: ExampleStack.now.milliseconds + Int64(number))
        return LogLine(
            source: "admin",
            time: time,
            stream: .out,
            text: number % 10 == 0 ? "tenth \(number)" : "line \(number)"
        )
    }

    /// A log with as many lines as there is room for, without anything looked at behind the test's back.
    private var long: Model {
        var dashboard = Dashboard()
        dashboard.send(.log("admin", LogBatch(lines: (0..<50_000).map(line))))
        return dashboard.model
    }

    private func press(_ model: inout Model, _ keys: Key...) {
        for key in keys { _ = model.update(.terminal(.key(key))) }
    }

    private func goOn(_ model: inout Model) {
        while model.logs.hasWork { _ = model.goOnLooking() }
    }

    @Test func `keys and lines are taken in while it looks, and every match is found once`() {
        var model = long
        press(&model, .character("0"), .character("/"))
        for character in "tenth" { press(&model, .character(character)) }
        // The newest match is known at once, whatever is still to be looked at.
        #expect(model.logs.search?.current == 49_990)
        _ = model.update(.log("admin", LogBatch(lines: [line(50_000), line(50_001)])))
        goOn(&model)
        // Of the lines there is room for, two came and two went.
        #expect(model.logs.search?.matches == Array(stride(from: 10, through: 50_000, by: 10)))
    }

    @Test func `from the middle of the log the match before is the one to go to`() {
        var model = long
        press(&model, .character("0"))
        model.logs.position = .paused(LogPane.Anchor(line: 25_003))
        press(&model, .character("/"))
        for character in "tenth 2500" { press(&model, .character(character)) }
        goOn(&model)
        #expect(model.logs.search?.current == 25_000)
        #expect(LogViewport(model).shows(line: 25_000))
    }

    @Test func `a filter gets through piece by piece, and a search goes on in what it shows`() {
        var model = long
        press(&model, .character("0"), .character("/"))
        for character in "line 1" { press(&model, .character(character)) }
        press(&model, .enter)
        goOn(&model)
        _ = model.filterLog("~9$")
        _ = model.update(.log("admin", LogBatch(lines: [line(50_009)])))
        goOn(&model)
        #expect(model.logs.filter?.ids == Array(stride(from: 9, through: 49_999, by: 10)) + [50_000])
        let matches = model.logs.search?.matches ?? []
        #expect(matches.contains(10_009) && !matches.contains(10_001))
    }

    @Test func `when nothing matches that is said once all was looked at`() {
        var model = long
        press(&model, .character("0"), .character("/"))
        for character in "nowhere" { press(&model, .character(character)) }
        goOn(&model)
        #expect(DashboardView.frame(of: model).text.contains("no match"))
    }

    @Test func `raw shows what is no text, and reads the log again`() {
        var dashboard = Dashboard()
        let before = dashboard.model.logs.opening
        dashboard.type(":raw")
        dashboard.press(.enter)
        #expect(dashboard.model.logs.opening == before + 1)
        dashboard.log(["\u{1B}[31mred\u{1B}[0m\u{7} \u{202E}x"])
        #expect(dashboard.text.contains("^[[31mred^[[0m^G <U+202E>x"))
        #expect(dashboard.text.contains("raw"))
        dashboard.type(":raw")
        dashboard.press(.enter)
        dashboard.log(["\u{1B}[31mred\u{1B}[0m"])
        #expect(dashboard.text.contains(" red"))
        #expect(!dashboard.text.contains("[31m"))
    }

    @Test func `what a filter hides is not counted among the chosen lines`() {
        var dashboard = Dashboard()
        dashboard.log((0..<10).map { $0 % 2 == 0 ? "even \($0)" : "odd \($0)" })
        dashboard.press(.character("0"), .character("&"))
        dashboard.type("even")
        dashboard.press(.enter, .character("v"), .up, .up)
        #expect(dashboard.text.contains("3 chosen"))
    }

    @Test func `a search begun while a filter is at work goes to its match once that is known`() {
        var model = long
        press(&model, .character("0"))
        _ = model.filterLog("tenth")
        _ = model.find(inLog: "~[05]00$")
        goOn(&model)
        #expect(model.logs.search?.current == 49_500)
    }

    @Test func `context around a match that comes does not find what is still to be looked at twice`() {
        var model = long
        press(&model, .character("0"))
        _ = model.filterLog("tenth")
        goOn(&model)
        press(&model, .character("{"), .character("{"))
        goOn(&model)
        model.logs.position = .paused(LogPane.Anchor(line: 20))
        _ = model.find(inLog: "line")
        _ = model.update(.log("admin", LogBatch(lines: (50_001...50_010).map(line))))
        goOn(&model)
        let matches = model.logs.search?.matches ?? []
        #expect(matches == matches.sorted() && Set(matches).count == matches.count)
    }

    @Test func `nothing is left out of the log that a merge leaves behind`() {
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character(" "), .character("m"), .character("g"), .character(","))
        #expect(dashboard.model.logs.muted == ["admin"])
        dashboard.press(.character("m"))
        #expect(dashboard.model.logs.muted.isEmpty && dashboard.model.logs.filter == nil)
    }

    @Test func `m ends a merge whatever the order of the rows is by then`() {
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character(" "), .character("m"))
        dashboard.model.selection.order = .cpu
        dashboard.press(.character("m"))
        #expect(!dashboard.model.logs.isMerged)
    }
}
