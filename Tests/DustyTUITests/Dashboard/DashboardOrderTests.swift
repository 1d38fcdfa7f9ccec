import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

struct DashboardOrderTests {
    private func names(_ dashboard: Dashboard) -> [String] { dashboard.model.rows(in: .apps) }

    @Test func `rows are ordered by what is asked for, and the selection stays on its row`() {
        var dashboard = Dashboard()
        let byName = names(dashboard)
        dashboard.press(.down)
        let selected = dashboard.model.cursor(in: .apps).id
        dashboard.press(.character(">"))
        #expect(names(dashboard).first == "billing")
        #expect(dashboard.notice.contains("ordered by state"))
        #expect(dashboard.text.contains("by state"))
        dashboard.press(.character(">"))
        let use = names(dashboard).map { name in
            dashboard.model.snapshot?.apps.first { $0.name == name }?.cpuPercent ?? -1
        }
        #expect(use == use.sorted(by: >))
        #expect(dashboard.text.contains(">CPU%"))
        #expect(dashboard.model.cursor(in: .apps).id == selected)
        dashboard.press(.character("<"), .character("<"))
        #expect(names(dashboard) == byName)
        dashboard.press(.character("<"))
        #expect(dashboard.model.selection.order == .age)
    }

    @Test func `rows that are equal stay as they are`() {
        var snapshot = ExampleStack.snapshot
        for index in snapshot.apps.indices { snapshot.apps[index].memoryBytes = 1 }
        var dashboard = Dashboard(snapshot: snapshot)
        dashboard.model.selection.order = .memory
        dashboard.send(.tick)
        #expect(names(dashboard) == snapshot.apps.map(\.name))
    }

    @Test func `an action works on the selected row whatever the order`() {
        var dashboard = Dashboard()
        dashboard.press(.character(">"), .character("g"), .character("r"))
        #expect(dashboard.requests.map(\.names) == [["billing"]])
    }

    @Test func `the order is remembered`() {
        var dashboard = Dashboard()
        dashboard.press(.character(">"))
        #expect(dashboard.effects.contains(.remember(dashboard.model.viewSettings)))
        #expect(dashboard.model.viewSettings.order == .state)
    }
}
