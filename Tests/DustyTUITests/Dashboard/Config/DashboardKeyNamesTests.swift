import DustyCore
import DustyTerminal
import Testing

@testable import DustyTUI

/// Sentences name the keys that are bound now.
struct DashboardKeyNamesTests {
    private static let remapped = """
        keys:
          sync: F2
          bring-up: F3
          bundles: F4
          warnings: F5
          stop-or-start: F6
          quit: F7
          back: F8
          help: F9
          cancel-job: F10
          inspect: F11
          find: F12
          containers: {mark-range: V}
          logs: {copy-line: C}
          take-down: X

        """

    private static let unbound = """
        keys:
          sync: none
          bring-up: none
          bundles: none
          warnings: none
          stop-or-start: none
          quit: none
          back: none
          help: none
          cancel-job: none
          inspect: none
          find: none
          add-variable: none

        """

    private func dashboard(_ keys: String, width: Int = 200, height: Int = 60) throws -> Dashboard {
        var dashboard = Dashboard(width: width, height: height)
        dashboard.model.adopt(try DashboardConfigReader.read(keys, file: "dashboard.yml"))
        return dashboard
    }

    /// What a dashboard says of one press.
    private func notice(_ dashboard: Dashboard, _ command: CommandName) -> String {
        var dashboard = dashboard
        _ = dashboard.model.perform(command)
        return dashboard.notice
    }

    @Test func `titles and notes follow`() throws {
        let changed = try dashboard(Self.remapped).text
        for text in ["F5 shows all", "F11 hides", "F10 cancels", "F2 syncs", "failed (F5)"] {
            #expect(changed.contains(text), "\(text)")
        }
        let none = try dashboard(Self.unbound).text
        for text in [":warnings shows all", "`inspect` hides", ":cancel cancels", ":sync syncs", "failed (:warnings)"] {
            #expect(none.contains(text), "\(text)")
        }
    }

    @Test func `what the status line says follows`() throws {
        let changed = try dashboard(Self.remapped)
        #expect(notice(changed, .back) == "F7 quits; everything keeps running.")
        #expect(notice(changed, .nextMatch) == "No search yet; F12 starts one.")
        #expect(notice(changed, .markRange) == "A range begins here: move, then V marks up to there.")
        let none = try dashboard(Self.unbound)
        #expect(notice(none, .back) == ":quit quits; everything keeps running.")
        #expect(notice(none, .nextMatch) == "No search yet; :find starts one.")
    }

    @Test(arguments: [(remapped, "F9"), (unbound, ":help")])
    func `a key that does nothing says which shows the keys`(_ keys: String, _ help: String) throws {
        var dashboard = try dashboard(keys)
        dashboard.press(.character("?"))
        #expect(dashboard.notice == "? does nothing here. \(help) shows the keys.")
    }

    @Test(arguments: [(remapped, "F6 starts it again.", "F3 starts them again."), (unbound, ":start starts it", ":up")])
    func `questions follow`(_ keys: String, _ one: String, _ all: String) throws {
        var dashboard = try dashboard(keys)
        dashboard.press(.down)
        _ = dashboard.model.perform(.stopOrStart)
        #expect(dashboard.text.contains(one))
        dashboard.press(.escape)
        _ = dashboard.model.perform(.stopAll)
        #expect(dashboard.text.contains(all))
    }

    @Test(arguments: [
        (remapped, "F4 chooses some, then F3 brings"), (unbound, ":bundles chooses some, then :up brings"),
    ])
    func `the page one sees first follows`(_ keys: String, _ remedy: String) throws {
        var dashboard = try dashboard(keys)
        var snapshot = ExampleStack.snapshot
        (snapshot.apps, snapshot.services, snapshot.sync, snapshot.jobs) = ([], [], [], [])
        for index in snapshot.bundles.indices { snapshot.bundles[index].active = false }
        dashboard.send(.snapshot(snapshot))
        #expect(dashboard.text.contains(remedy))
    }

    @Test(arguments: [(remapped, "F8 closes"), (unbound, "Esc closes")])
    func `Esc closes what is read when no key does`(_ keys: String, _ note: String) throws {
        var dashboard = try dashboard(keys)
        _ = dashboard.model.perform(.help)
        #expect(dashboard.text.contains(note))
    }

    @Test func `a key that another action has in the same place is not named`() throws {
        let dashboard = try dashboard("keys: {bundles: [a, F4]}\n")
        #expect(dashboard.model.focus == .apps)
        #expect(dashboard.model.key(.bundles) == "F4")
        #expect(dashboard.model.key(.bundles, in: [.anywhere]) == "a")
    }

    @Test func `what has no key can be given one`() throws {
        #expect(Dashboard().model.key(.takeDown) == ":down")
        #expect(!HelpView.lines(of: Dashboard().model).contains { $0.text.contains("Take the stack down") })
        var dashboard = try dashboard(Self.remapped)
        dashboard.press(.character("X"))
        #expect(dashboard.text.contains("Take the stack down?"))
    }
}
