import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardMergeTests {
    private func line(_ source: String, _ milliseconds: Int64, _ text: String) -> LogLine {
        let time = Timestamp(milliseconds: ExampleStack.now.milliseconds + milliseconds)
        return LogLine(source: source, time: time, stream: .out, text: text)
    }

    private func texts(_ messages: [Message]) -> [String] {
        messages.flatMap { message -> [String] in
            guard case .log(_, let batch, _) = message else { return [] }
            return batch.lines.map(\.text)
        }
    }

    @Test func `m shows the marked ones as one log with names, and again the selected one alone`() {
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character(" "), .character("m"))
        #expect(
            dashboard.model.subscriptions.contains(.merged(["admin", "api"], opening: dashboard.model.logs.opening))
        )
        let batch = LogBatch(lines: [line("admin", 0, "one"), line("api", 1, "two"), line("web", 2, "not asked for")])
        dashboard.send(.log("admin + api", batch))
        #expect(dashboard.text.contains("admin + api logs"))
        #expect(dashboard.row(with: "two").contains("api   two"))
        #expect(!dashboard.text.contains("not asked for"))
        dashboard.press(.character("m"))
        #expect(dashboard.model.subscriptions.contains(.log("billing", opening: dashboard.model.logs.opening)))
    }

    @Test func `m without marks says how`() {
        var dashboard = Dashboard()
        dashboard.press(.character("m"))
        #expect(dashboard.notice.contains("mark them with Space"))
    }

    @Test func `a container that goes leaves the merge, and one alone is no merge`() {
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character(" "), .character("m"))
        var snapshot = ExampleStack.snapshot
        snapshot.apps.removeAll { $0.name == "api" }
        dashboard.send(.snapshot(snapshot))
        #expect(!dashboard.model.logs.isMerged)
    }

    @Test func `lines wait for those that were written before them`() {
        let mailbox = Mailbox()
        let merge = LogMerge(mailbox: mailbox, source: "a + b", opening: 1)
        _ = merge.hold(LogBatch(lines: [line("a", 10, "second"), line("a", 30, "fourth")]))
        merge.release()
        #expect(texts(mailbox.drain()).isEmpty)
        _ = merge.hold(LogBatch(lines: [line("b", 0, "first"), line("b", 20, "third"), line("b", 40, "fifth")]))
        merge.release()
        #expect(texts(mailbox.drain()) == ["first", "second", "third", "fourth"])
        merge.release()
        #expect(texts(mailbox.drain()) == ["fifth"])
        merge.release()
        #expect(texts(mailbox.drain()).isEmpty)
    }

    @Test func `what a reopened stream sends again is left out for each of them`() {
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character(" "), .character("m"))
        let first = LogBatch(lines: [line("admin", 0, "a1"), line("api", 5, "b1")])
        dashboard.send(.log("admin + api", first))
        dashboard.send(.logEnded("admin + api", DustyError(.unavailable, "gone")))
        let second = LogBatch(lines: first.lines + [line("admin", 3, "a2"), line("api", 6, "b2")])
        dashboard.send(.log("admin + api", second))
        #expect(LogViewport(dashboard.model).visibleLines.map(\.content.text) == ["a1", "b1", "a2", "b2"])
    }

    /// A merged log of two with three lines.
    private var merged: Dashboard {
        var dashboard = Dashboard()
        dashboard.press(.character(" "), .character(" "), .character("m"))
        let lines = [line("admin", 0, "a1"), line("api", 1, "b1"), line("admin", 2, "a2")]
        dashboard.send(.log("admin + api", LogBatch(lines: lines)))
        return dashboard
    }

    private func shown(_ dashboard: Dashboard) -> [String] {
        LogViewport(dashboard.model).visibleLines.map(\.content.text)
    }

    @Test func `a comma on a row leaves its lines out of the merge, and takes them in again`() {
        var dashboard = merged
        dashboard.press(.character("g"), .character(","))
        #expect(shown(dashboard) == ["b1"])
        #expect(dashboard.text.contains("without admin"))
        dashboard.send(.log("admin + api", LogBatch(lines: [line("admin", 3, "a3"), line("api", 4, "b2")])))
        #expect(shown(dashboard) == ["b1", "b2"])
        dashboard.press(.character(","))
        #expect(shown(dashboard) == ["a1", "b1", "a2", "a3", "b2"])
    }

    @Test func `a comma in the log goes through them one by one, and Esc hears all again`() {
        var dashboard = merged
        dashboard.press(.character("0"), .character(","))
        #expect(shown(dashboard) == ["a1", "a2"])
        dashboard.press(.character(","))
        #expect(shown(dashboard) == ["b1"])
        dashboard.press(.character(","))
        #expect(shown(dashboard) == ["a1", "b1", "a2"])
        dashboard.press(.character(","), .escape)
        #expect(shown(dashboard) == ["a1", "b1", "a2"])
        #expect(dashboard.model.logs.isMerged)
    }

    @Test func `what is left out stays out of a filter, its context and a search`() {
        var dashboard = merged
        dashboard.press(.character("0"), .character(","), .character(","), .character("&"))
        dashboard.type("1")
        dashboard.press(.enter, .character("{"))
        #expect(shown(dashboard) == ["b1"])
        dashboard.press(.character("/"))
        dashboard.type("a")
        #expect(dashboard.model.logs.search?.matches.isEmpty == true)
    }

    @Test func `everything left out is said, and a comma without a merge says how`() {
        var dashboard = merged
        dashboard.type(":mute admin api")
        dashboard.press(.enter)
        #expect(dashboard.text.contains("admin and api left out, which is all of 3 lines"))
        var single = Dashboard()
        single.press(.character("0"), .character(","))
        #expect(single.notice.contains("m merges those of marked rows"))
    }

    @Test func `context is counted in lines that are shown`() {
        var dashboard = merged
        let more = [line("admin", 3, "before"), line("api", 4, "b2"), line("api", 5, "b3"), line("admin", 6, "hit")]
        dashboard.send(.log("admin + api", LogBatch(lines: more)))
        dashboard.press(.character("0"), .character(","), .character("&"))
        dashboard.type("hit")
        dashboard.press(.enter, .character("{"))
        #expect(shown(dashboard) == ["before", "hit"])
    }
}
