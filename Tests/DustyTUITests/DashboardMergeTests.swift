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
}
