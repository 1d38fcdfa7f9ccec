import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// What a sync deletes on the machine is looked at before it begins.
struct DashboardSyncTests {
    private let request = JobRequest(.sync(["web"]), queue: true)

    private func preview(_ deleted: Int) -> [SyncPreview] {
        [SyncPreview(repo: "github.com/shop/web", shortName: "web", files: 3, bytes: 10, deleted: deleted)]
    }

    @Test func `S looks first, and what deletes little begins`() {
        var dashboard = Dashboard()
        dashboard.press(.character("S"))
        #expect(dashboard.effects.contains { if case .startSync = $0 { true } else { false } })
        dashboard.send(.previewed(request, preview(100)))
        #expect(dashboard.effects == [.start(request)])
    }

    @Test func `what deletes much asks, and says how much of what`() {
        var dashboard = Dashboard()
        dashboard.send(.previewed(request, preview(1204)))
        #expect(dashboard.effects.isEmpty)
        #expect(dashboard.text.contains("Delete 1,204 files or directories on the machine?"))
        #expect(dashboard.text.contains("1,204 from web"))
        dashboard.press(.character("y"))
        #expect(dashboard.effects == [.start(request)])
    }

    @Test func `no is no`() {
        var dashboard = Dashboard()
        dashboard.send(.previewed(request, preview(1204)))
        dashboard.press(.escape)
        #expect(dashboard.effects.isEmpty && dashboard.model.overlay == nil)
    }

    @Test func `a user who types meanwhile is not interrupted, and nothing is deleted unasked`() {
        var dashboard = Dashboard()
        dashboard.press(.character("/"))
        dashboard.send(.previewed(request, preview(1204)))
        #expect(dashboard.requests.isEmpty)
        #expect(dashboard.model.overlay == nil)
        #expect(dashboard.notice.contains("would delete 1,204 files or directories and has not begun"))
    }

    @Test func `never asks nothing and does not look, always asks of one file`() {
        var dashboard = Dashboard()
        dashboard.model.preferences.confirmations.rules[.syncDeletions] = .never
        dashboard.press(.character("S"))
        #expect(dashboard.effects.contains { if case .start = $0 { true } else { false } })
        dashboard.model.preferences.confirmations.rules[.syncDeletions] = .always
        dashboard.send(.previewed(request, preview(1)))
        #expect(dashboard.text.contains("Delete 1 file or directory on the machine?"))
        dashboard.press(.escape)
        dashboard.send(.previewed(request, preview(0)))
        #expect(dashboard.effects == [.start(request)])
    }

    @Test func `a second x says what happens without it`() {
        var dashboard = Dashboard()
        var snapshot = ExampleStack.snapshot
        snapshot.jobs[0].state = .cancelling
        dashboard.send(.snapshot(snapshot))
        dashboard.press(.character("5"), .character("x"))
        #expect(dashboard.effects.allSatisfy { if case .cancel = $0 { false } else { true } })
        #expect(dashboard.notice.contains("killed after 5 s"))
    }
}
