import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardFrameTests {
    static let sizes = [(40, 10), (80, 24), (120, 40), (200, 60)]

    private func working(_ size: (Int, Int)) -> Dashboard {
        var dashboard = Dashboard(width: size.0, height: size.1)
        dashboard.press(.character("j"))
        dashboard.send(.log("api", ExampleStack.log()))
        return dashboard
    }

    @Test(arguments: sizes)
    func `a stack at work`(_ size: (Int, Int)) throws {
        try Golden.expect(working(size).text, "working-\(size.0)x\(size.1)")
    }

    @Test(arguments: sizes)
    func `before the daemon has answered`(_ size: (Int, Int)) throws {
        var dashboard = Dashboard(width: size.0, height: size.1, snapshot: nil)
        dashboard.model.now = Timestamp(milliseconds: ExampleStack.now.milliseconds + 400)
        try Golden.expect(dashboard.text, "connecting-\(size.0)x\(size.1)")
    }

    @Test(arguments: sizes)
    func `the daemon has gone`(_ size: (Int, Int)) throws {
        var dashboard = working(size)
        let retryAt = Timestamp(milliseconds: ExampleStack.now.milliseconds + 14_000)
        dashboard.send(.lost(DustyError(.unavailable, "No answer."), retryAt: retryAt))
        dashboard.wait(12)
        dashboard.send(.expired(notice: dashboard.model.notice?.id ?? 0))
        try Golden.expect(dashboard.text, "stale-\(size.0)x\(size.1)")
    }

    @Test(arguments: sizes)
    func `nothing is active yet`(_ size: (Int, Int)) throws {
        var snapshot = ExampleStack.snapshot
        (snapshot.apps, snapshot.services, snapshot.sync, snapshot.jobs, snapshot.warnings) = ([], [], [], [], [])
        for index in snapshot.bundles.indices { snapshot.bundles[index].active = false }
        try Golden.expect(
            Dashboard(width: size.0, height: size.1, snapshot: snapshot).text,
            "empty-\(size.0)x\(size.1)"
        )
    }

    @Test func `the styles say what the words say`() throws {
        try Golden.expect(working((80, 24)).frame.styles, "styles-80x24")
    }

    @Test func `what lies over the panes`() throws {
        var dashboard = working((80, 24))
        dashboard.press(.character("R"))
        try Golden.expect(dashboard.text, "confirm-80x24")
        dashboard.press(.escape, .character("b"), .character(" "))
        try Golden.expect(dashboard.text, "bundles-80x24")
        dashboard.press(.escape, .character("W"))
        try Golden.expect(dashboard.text, "warnings-80x24")
        dashboard.press(.escape, .character("?"))
        try Golden.expect(dashboard.text, "help-80x24")
    }

    @Test func `a job in full`() throws {
        var dashboard = working((120, 40))
        dashboard.press(.character("5"))
        try Golden.expect(dashboard.text, "job-120x40")
    }

    @Test func `no size is too odd`() {
        for width in 0...130 {
            for height in [0, 1, 2, 3, 5, 9, 10, 11, 15, 16, 17, 24, 41] {
                var dashboard = working((width, height))
                for key: Key in [.character("z"), .character("0"), .character("5"), .character("?")] {
                    #expect(dashboard.frame.size == Size(width: width, height: height))
                    dashboard.press(key)
                }
            }
        }
    }
}
