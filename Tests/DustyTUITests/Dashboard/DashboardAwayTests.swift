import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// What the dashboard says while the daemon is away, and once it is back.
struct DashboardAwayTests {
    private func away(width: Int = 120, height: Int = 40) -> Dashboard {
        var dashboard = Dashboard(width: width, height: height)
        let retryAt = Timestamp(milliseconds: ExampleStack.now.milliseconds + 14_000)
        dashboard.send(.lost(DustyError(.unavailable, "No answer."), retryAt: retryAt))
        dashboard.wait(12)
        return dashboard
    }

    @Test func `the last failures stay, marked as no more than that`() {
        var dashboard = away()
        #expect(dashboard.row(with: "Dusty ").contains("! 1 failed (W)"))
        dashboard.press(.character("W"))
        #expect(dashboard.text.contains("1 failed, 1 warning"))
        #expect(dashboard.row(with: "billing ").contains("stale 12s, exited 137"))
        #expect(!dashboard.text.contains("nothing failed"))
    }

    @Test func `without failures it does not say that all is well`() {
        var snapshot = ExampleStack.snapshot
        (snapshot.warnings, snapshot.apps, snapshot.jobs) = ([], [], [])
        var dashboard = Dashboard(snapshot: snapshot)
        dashboard.send(.lost(DustyError(.unavailable, "No answer."), retryAt: ExampleStack.now))
        dashboard.press(.character("W"))
        #expect(dashboard.text.contains("Nothing had failed when the daemon last answered."))
    }

    @Test func `what is said of the machine and the engine is stale too`() {
        let dashboard = away(width: 200, height: 60)
        #expect(dashboard.row(with: "Dusty ").contains("machine:running (stale)"))
        #expect(dashboard.text.contains("stale 12s, running"))
        #expect(!dashboard.text.contains(" answers"))
    }

    @Test(arguments: [80, 120])
    func `the banner says how the daemon is started`(_ width: Int) {
        #expect(away(width: width).row(with: "daemon: no answer").contains("`dusty -d` as root starts it"))
    }

    @Test func `another row has no log for the time, and the message goes when the daemon is back`() {
        var dashboard = away()
        dashboard.press(.down, .down)
        dashboard.wait(1)
        #expect(dashboard.text.contains("No log of billing while the daemon is away."))
        #expect(!dashboard.text.contains("opening billing"))
        dashboard.press(.character("r"))
        #expect(dashboard.notice.contains("daemon does not answer"))
        dashboard.send(.snapshot(ExampleStack.snapshot))
        #expect(!dashboard.notice.contains("does not answer"))
    }

    @Test func `a dashboard that only looks says so, and its footer has nothing that changes`() {
        var dashboard = Dashboard()
        #expect(dashboard.row(with: "? help").contains("r restart"))
        dashboard.model.access = .readOnly
        #expect(dashboard.row(with: "Dusty ").contains("read-only"))
        let footer = dashboard.row(with: "? help")
        for word in ["restart", "rebuild", "stop", " up", "sync"] { #expect(!footer.contains(word)) }
    }

    @Test(arguments: [40, 60, 80, 120, 200])
    func `the banner is whole at every width`(_ width: Int) {
        var dashboard = Dashboard(width: width, height: 24)
        let retry = Timestamp(milliseconds: ExampleStack.now.milliseconds + 5000)
        dashboard.send(.lost(DustyError(.unavailable, "No answer."), retryAt: retry))
        let banner = dashboard.row(with: "no answer")
        #expect(banner.hasSuffix("retry in 5s"))
        #expect(width < 80 || banner.contains("`dusty -d` as root starts it"))
        dashboard.send(.lost(DustyError(.failed, String(repeating: "a long reason ", count: 20)), retryAt: retry))
        #expect(dashboard.row(with: "a long reason").hasSuffix("~"))
    }

    @Test func `no address of the machine is cut`() {
        for width in 100...130 {
            var dashboard = Dashboard(width: width, height: 40)
            dashboard.send(.lost(DustyError(.unavailable, "No answer."), retryAt: ExampleStack.now))
            dashboard.wait(3)
            let row = dashboard.row(with: "running  local").split(separator: "│")[0]
            #expect(!row.contains("127") || row.contains("127.65.0.1"), "\(width)")
        }
    }
}
