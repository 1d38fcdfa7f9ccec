import DustyCore
import DustyTerminal
import DustyTestSupport
import Testing

@testable import DustyTUI

struct DashboardConfigTests {
    private func read(_ text: String) throws -> DashboardConfig {
        try DashboardConfigReader.read(text, file: "dashboard.yml")
    }

    /// The problems of a text, as they are printed.
    private func problems(of text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch {
            return (error as? DustyError)?.problems?.map(\.description) ?? ["\(error)"]
        }
    }

    @Test(arguments: ["", "# nothing\n", "{}\n"])
    func `an empty file changes nothing`(_ text: String) throws {
        #expect(try read(text) == DashboardConfig())
    }

    @Test func `every setting is read`() throws {
        let config = try read(
            """
            theme: mine
            themes:
              mine:
                from: light
                failure: bold white on "red"
                selection: black on bright-cyan
                good: '#00af5f'
            mouse: false
            ascii: yes
            slow: true
            bell: true
            confirm: {restart: always, stop: never}
            """.replacing("\"red\"", with: "red")
        )
        #expect(config.theme.name == "mine")
        #expect(config.theme[.failure] == Ink(foreground: 7, background: 1, attributes: .bold))
        #expect(config.theme[.good] == Ink(foreground: 35))
        #expect(config.theme.selection == Ink(foreground: 0, background: 14))
        #expect(config.theme[.busy] == Theme.light[.busy])
        #expect((config.mouse, config.ascii, config.slow) == (false, true, true))
        #expect(config.alert == .bell)
        #expect(config.confirmations.rules == [.restart: .always, .stop: .never])
    }

    @Test func `a key belongs to another action wherever that occurs, or in one place`() throws {
        let keys = try read(
            """
            keys:
              restart: F5
              rebuild: [R, F6]
              zoom: none
              half-down: Ctrl-E
              pane-jobs: 6
              logs: {half-down: [PgDn, J], page-down: []}
            """
        ).keyMap
        #expect(keys.command(for: .function(5), in: [.anywhere]) == .restart)
        #expect(keys.command(for: .character("r"), in: [.anywhere]) == nil)
        #expect(keys.command(for: .function(6), in: [.anywhere]) == .rebuild)
        #expect(keys.command(for: .character("z"), in: [.anywhere]) == nil)
        #expect(keys.command(for: .control("e"), in: [.lists]) == .halfDown)
        #expect(keys.command(for: .control("e"), in: [.logs]) == nil)
        #expect(keys.command(for: .character("J"), in: [.logs]) == .halfDown)
        #expect(keys.command(for: .character("6"), in: [.anywhere]) == .pane(.jobs))
    }

    @Test func `help, hints and the palette show the keys as they are`() throws {
        var dashboard = Dashboard(width: 120, height: 40)
        dashboard.model.adopt(try read("keys: {restart: F5, rebuild: none, help: F1}\n"))
        #expect(dashboard.text.contains("F5 restart"))
        #expect(!dashboard.text.contains("R rebuild"))
        dashboard.press(.character("r"))
        #expect(dashboard.notice == "r does nothing here. F1 shows the keys.")
        dashboard.press(.function(5))
        #expect(dashboard.requests.map(\.kind) == [.restart])
        let help = HelpView.lines(of: dashboard.model).map(\.text)
        #expect(help.contains { $0.hasPrefix(" F5 ") && $0.contains("Restart it") })
        #expect(!help.contains { $0.contains("Rebuild it") })
        dashboard.press(.character(":"))
        dashboard.type("restart")
        #expect(dashboard.row(with: "restart [NAME...]").contains("F5"))
    }

    @Test func `every problem is reported at once, with its place`() {
        let text = """
            theme: drak
            colour: red
            themes:
              dark: {from: light}
              mine: {from: nothing, good: greenish, bad: red}
            keys:
              restrat: F5
              up: Ctrl-i
              logs: {mark: x}
              somewhere: {up: x}
            mouse: maybe
            confirm: {sync: always, stop: sometimes}
            """
        #expect(
            problems(of: text) == [
                "dashboard.yml:1:8: error: theme: `drak` is no theme",
                "dashboard.yml:2:1: error: colour: `colour` is no setting of the dashboard",
                "dashboard.yml:4:3: error: themes.dark: `dark` is a theme that comes with Dusty",
                "dashboard.yml:5:16: error: themes.mine.from: `nothing` is no theme that comes with Dusty",
                "dashboard.yml:5:31: error: themes.mine.good: `greenish` is neither a colour nor an attribute",
                "dashboard.yml:5:41: error: themes.mine.bad: `bad` is no part of a theme",
                "dashboard.yml:7:3: error: keys.restrat: `restrat` is no action",
                "dashboard.yml:8:7: error: keys.up: `Ctrl-i` is no key",
                "dashboard.yml:9:10: error: keys.logs.mark: `mark` does nothing there",
                "dashboard.yml:10:3: error: keys.somewhere: `somewhere` is no place where keys work",
                "dashboard.yml:11:8: error: mouse: this must be true or false, not a text",
                "dashboard.yml:12:11: error: confirm.sync: `sync` is no action that asks",
                "dashboard.yml:12:31: error: confirm.stop: `sometimes` is not `always` or `never`",
            ]
        )
    }

    @Test func `two actions on one key in one place are a problem`() {
        #expect(
            problems(of: "keys: {zoom: r}\n") == [
                "dashboard.yml:1:14: error: keys.zoom: `r` is `restart` already, in the same place (anywhere)"
            ]
        )
        #expect(
            problems(of: "keys:\n  restart: x\n  sync: [x, y]\n") == [
                "dashboard.yml:3:9: error: keys.sync: `x` is `restart` already, in the same place (anywhere)"
            ]
        )
        #expect(problems(of: "keys: {zoom: r, restart: none}\n") == [])
        // Another place may give a key another meaning, as the standard keys do.
        #expect(problems(of: "keys: {zoom: x}\n") == [])
    }

    @Test func `what is no YAML is one problem`() {
        #expect(problems(of: "keys: [\n").first?.contains(": error: this is not YAML") == true)
        #expect(problems(of: "a: 1\n---\nb: 2\n").first?.contains("only one document") == true)
    }

    @Test(arguments: [
        Key.character("r"), .character("R"), .character("é"), .character(" "), .character(":"), .control("d"),
        .control("]"), .enter, .escape, .tab, .backTab, .backspace, .delete, .up, .home, .pageDown, .function(12),
    ])
    func `a key's name says the key`(_ key: Key) {
        #expect(Key(named: key.name) == key)
    }

    @Test(arguments: ["", "rr", "Ctrl-", "Ctrl-i", "Ctrl-m", "Ctrl-1", "F0", "F64", "Paste", " ", "\u{7}", "Alt-x"])
    func `what is no key has none`(_ name: String) {
        #expect(Key(named: name) == nil)
    }

    @Test func `every action has a name of its own`() {
        var actions: [String: Set<CommandName>] = [:]
        for binding in KeyMap.standard.bindings { actions[binding.command.text, default: []].insert(binding.command) }
        #expect(actions.values.allSatisfy { $0.count == 1 })
        #expect(CommandName.pane(.jobs).text == "pane-jobs")
        #expect(CommandName.stopOrStart.text == "stop-or-start")
        #expect(KeyMap.standard.clashes == [])
    }

    @Test func `rules say what asks`() throws {
        var dashboard = Dashboard()
        dashboard.model.adopt(
            try read("confirm: {restart: always, rebuild: never, stop-all: never, bundles: always}\n")
        )
        dashboard.press(.character("R"))
        #expect(dashboard.requests.map(\.kind) == [.rebuild])
        dashboard.press(.character("D"))
        #expect(dashboard.requests.map(\.kind) == [.stop])
        dashboard.press(.character("r"))
        #expect(dashboard.requests.isEmpty)
        #expect(dashboard.text.contains("Restart admin?"))
        dashboard.press(.character("y"))
        #expect(dashboard.requests.map(\.kind) == [.restart])
        dashboard.press(.character("b"), .character(" "), .enter)
        #expect(dashboard.effects.isEmpty)
        #expect(dashboard.text.contains("Activate bundles?"))
    }

    @Test(arguments: [nil, .bell, .osc9] as [Alert?])
    func `a job that fails draws attention for those who want that`(_ alert: Alert?) {
        var dashboard = Dashboard()
        dashboard.model.adopt(DashboardConfig(alert: alert))
        var snapshot = ExampleStack.snapshot
        for index in snapshot.jobs.indices where !snapshot.jobs[index].state.isFinal {
            snapshot.jobs[index].state = .failed
        }
        dashboard.send(.snapshot(snapshot))
        let alerts = dashboard.effects.compactMap { effect in
            if case .alert(let way, let text) = effect { (way, text) } else { nil }
        }
        #expect(alerts.allSatisfy { $0.0 == alert })
        #expect(alerts.isEmpty == (alert == nil))
        #expect(alerts.allSatisfy { $0.1.hasPrefix("restart api: ") || $0.1.hasPrefix("rebuild web: ") })
    }

    @Test func `Esc closes a question whatever the keys are`() throws {
        var dashboard = Dashboard()
        dashboard.model.adopt(try read("keys: {question: {refuse: none, accept: J}}\n"))
        dashboard.press(.character("R"))
        #expect(dashboard.text.contains("J yes   [Esc] no"))
        dashboard.press(.enter)
        #expect(dashboard.model.overlay != nil)
        dashboard.press(.escape)
        #expect(dashboard.model.overlay == nil && dashboard.requests.isEmpty)
    }

    @Test func `the file is where the environment says`() {
        func path(_ variables: [String: String]) -> String? { DashboardFiles { variables[$0] }.config }
        #expect(path(["HOME": "/h"]) == "/h/.config/dusty/dashboard.yml")
        #expect(path(["HOME": "/h", "XDG_CONFIG_HOME": "/x"]) == "/x/dusty/dashboard.yml")
        #expect(path(["HOME": "/h", "XDG_CONFIG_HOME": "x"]) == "/h/.config/dusty/dashboard.yml")
        #expect(path(["HOME": "/h", "DUSTY_DASHBOARD_CONFIG": "f.yml"]) == "f.yml")
        #expect(path([:]) == nil)
    }

    @Test func `a file that is not there says nothing, one that cannot be read does`() async throws {
        try await TemporaryDirectory.with { directory in
            #expect(try DashboardConfig.read(file: directory.path + "/none.yml") == DashboardConfig())
            #expect(throws: DustyError.self) { try DashboardConfig.read(file: directory.path) }
            try directory.write("dashboard.yml", "slow: true\n")
            #expect(try DashboardConfig.read(file: directory.path + "/dashboard.yml").slow)
        }
    }
}
