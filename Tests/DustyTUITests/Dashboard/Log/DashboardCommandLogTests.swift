import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardCommandLogTests {
    @Test func `every action names the command that does the same, and the messages keep it`() {
        var dashboard = Dashboard()
        dashboard.send(.accepted(ExampleStack.job(kind: .restart, names: ["api"])))
        #expect(dashboard.notice.hasSuffix("the same as `dusty restart api`"))
        dashboard.press(.character("W"), .character("o"))
        #expect(dashboard.text.contains("the same as `dusty restart api`"))
    }

    @Test func `rebuilding everything has to be said in so many words`() {
        #expect(ExampleStack.job(kind: .rebuild, names: []).commandLine(of: nil) == "dusty rebuild --all")
        #expect(ExampleStack.job(kind: .up, names: []).commandLine(of: nil) == "dusty up")
    }
}

extension ExampleStack {
    static func job(kind: Job.Kind, names: [String]) -> Job {
        Job(id: 9, kind: kind, names: names, state: .running, user: "ann", createdAt: now)
    }
}
